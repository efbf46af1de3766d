"""The places of the maps that exercises may show: their codes and French names.

How they are drawn is not here: outlines come from packages, fetched when the pages' assets are
made. Departments by number; countries by ISO 3166-1 numeric code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

MapName = Literal["france-departements", "europe", "monde"]
_FILES: Mapping[str, str] = {
    "france-departements": "france-departements.json",
    "europe": "monde.json",
    "monde": "monde.json",
}


@cache
def places(name: str) -> Mapping[str, str]:
    """The code and the name of each place of a map."""
    found: dict[str, str] = json.loads(
        (Path(__file__).parent / _FILES[name]).read_text(encoding="utf-8")
    )
    return found
