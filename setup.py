"""The package is described in setup.cfg; here is only the step that brings the assets."""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ASSETS = Path(__file__).parent / "platform" / "palier" / "assets.py"


class BuildWithAssets(build_py):  # type: ignore[misc]  # setuptools gives it no type
    """Copy htmx and the fonts into static/vendor, then go on as usual (wheel and editable)."""

    def run(self) -> None:
        if os.environ.get("PALIER_ASSETS") == "skip":
            sys.stderr.write("PALIER_ASSETS=skip: built without scripts and fonts.\n")
        else:
            # By its path: the package cannot be imported before it is built.
            runpy.run_path(str(ASSETS))["build"]()
        super().run()


setup(cmdclass={"build_py": BuildWithAssets})
