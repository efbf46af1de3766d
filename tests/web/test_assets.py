"""Scripts and fonts of others: listed, hashed, and done without when they are missing."""

from __future__ import annotations

import json
import logging
import re
import shutil
from pathlib import Path

import pytest

from palier import assets

ROOT = Path(__file__).parents[2]
CSS_ADDRESS = re.compile(r'url\("([^"]+)"\)')


@pytest.fixture
def vendor(tmp_path: Path) -> Path:
    """A copy of static/vendor that a test may spoil."""
    copy = tmp_path / "static" / "vendor"
    shutil.copytree(assets.VENDOR, copy)
    return copy


def test_every_file_has_the_hash_of_the_manifest() -> None:
    assert assets.verify() == []


def test_every_font_of_the_style_sheet_is_there() -> None:
    css = (assets.STATIC / "fonts.css").read_text("utf-8")
    named = CSS_ADDRESS.findall(css)
    assert len(named) == 8
    assert [name for name in named if not (assets.STATIC / name).is_file()] == []


def test_every_package_comes_with_its_licence() -> None:
    manifest = assets.read()
    assert manifest is not None
    folders = {asset.path.split("/")[0] for asset in manifest.assets.values()}
    assert len(folders) == len(assets.PACKAGES)
    assert all((assets.VENDOR / folder / "LICENSE").is_file() for folder in folders)


def test_an_asset_is_found_by_its_name() -> None:
    htmx = assets.find("htmx")
    assert htmx is not None
    assert re.fullmatch(r"vendor/htmx-\d+\.\d+\.\d+/htmx\.min\.js", htmx.path)
    assert htmx.integrity == assets.sha384((assets.STATIC / htmx.path).read_bytes())
    assert assets.find("jquery") is None


def test_a_changed_a_missing_and_a_foreign_file_are_told(vendor: Path) -> None:
    manifest = assets.read(vendor)
    assert manifest is not None
    (vendor / manifest.assets["htmx"].path).write_text("alert(1)")
    (vendor / manifest.assets["sortable"].path).unlink()
    (vendor / "stray.js").write_text("")
    faults = assets.verify(vendor)
    assert len(faults) == 3
    assert "htmx.min.js is not the file" in faults[0]
    assert "Sortable.min.js is missing" in faults[1]
    assert "stray.js is not in the manifest" in faults[2]


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"assets": 1, "made_from": ""}'])
def test_without_a_manifest_nothing_is_found_and_the_log_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    with caplog.at_level(logging.ERROR, "palier.assets"):
        assert assets.find("htmx", tmp_path) is None
        assert assets.find("sortable", tmp_path) is None
    assert [record.getMessage().count("palier assets") for record in caplog.records] == [1]
    assert assets.verify(tmp_path) != []


def test_what_is_there_already_is_not_fetched_again(
    vendor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "_npm_ci", lambda *_: pytest.fail("npm was called"))
    assert assets.build(vendor, ROOT) == assets.read(vendor)


def test_a_spoilt_folder_is_made_anew(vendor: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(scratch: Path, _checkout: Path) -> None:
        """What npm ci leaves, from the files that are here."""
        manifest = assets.read(assets.VENDOR)
        assert manifest is not None
        for package in assets.PACKAGES:
            home = scratch / "node_modules" / package.name
            for name, file in {
                **package.files,
                f"{package.short} licence": package.licence,
            }.items():
                (home / file).parent.mkdir(parents=True, exist_ok=True)
                path = manifest.assets[name].path
                shutil.copy(assets.VENDOR / path, home / file)
                version = path.split("/")[0].rpartition("-")[2]
            (home / "package.json").write_text(json.dumps({"version": version}))

    monkeypatch.setattr(assets, "_npm_ci", fetch)
    (vendor / "stray.js").write_text("")
    assets.build(vendor, ROOT)
    assert assets.verify(vendor) == []
    assert assets.read(vendor) == assets.read(assets.VENDOR)


def test_a_place_without_lock_file_says_where_assets_come_from(tmp_path: Path) -> None:
    with pytest.raises(assets.AssetError, match=r"package-lock\.json"):
        assets.build(tmp_path / "vendor", checkout=tmp_path)
