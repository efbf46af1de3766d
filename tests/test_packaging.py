"""The package holds what it must, and the checkout nothing it must not."""

from __future__ import annotations

import ast
import json
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BASES = [(ROOT / "platform", "palier"), (ROOT, "adaptive"), (ROOT, "exercises")]
STATIC = "palier/static"


def _run(*command: str, cwd: Path = ROOT) -> str:
    done = subprocess.run(  # noqa: S603 - our own arguments
        command, cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return done.stdout


def _tracked() -> list[str]:
    git = shutil.which("git")
    assert git is not None, "git is not installed: apt-get install git"
    return _run(git, "ls-files").splitlines()


def test_platform_is_still_the_standard_library() -> None:
    assert list((ROOT / "platform").glob("*.py")) == []
    assert Path(platform.__file__).parent != ROOT / "platform"
    assert platform.python_implementation()


def test_setup_cfg_lists_every_package() -> None:
    config = ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    listed = set(config["options"]["packages"].split()) - {"palier.templates"}
    on_disk = {
        ".".join(init.parent.relative_to(base).parts)
        for base, top in BASES
        for init in (base / top).rglob("__init__.py")
    }
    assert listed == on_disk


def test_every_folder_with_code_is_a_package() -> None:
    bare = {
        str(file.parent.relative_to(ROOT))
        for base, top in BASES
        for file in (base / top).rglob("*.py")
        if not (file.parent / "__init__.py").exists()
    }
    assert bare == set()


def test_no_test_folder_is_a_package() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_nothing_third_party_is_in_git() -> None:
    tracked = _tracked()
    assert [f for f in tracked if "/vendor/" in f or "node_modules" in f] == []
    assert [
        f for f in tracked if f.endswith((".woff", ".woff2", ".ttf", ".min.js", ".whl"))
    ] == []


@pytest.mark.parametrize(
    "lock", ["requirements.txt", "requirements-dev.txt", "requirements-node.txt"]
)
def test_python_lock_holds_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^--(index|extra|find|trusted)", text, re.MULTILINE)
    pinned = re.findall(r"^[a-z0-9][^\n]*?(\\?)$", text, re.MULTILINE | re.IGNORECASE)
    assert pinned
    assert all(followed == "\\" for followed in pinned), "a requirement without a hash"


def test_npm_lock_holds_hashes_and_no_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))
    packages = {n.removeprefix("node_modules/"): p for n, p in lock["packages"].items() if n}
    served = {name: p["version"] for name, p in packages.items() if not p.get("dev")}
    assert served == wanted["dependencies"]
    for name, version in wanted["devDependencies"].items():  # and what these need
        assert packages[name]["version"] == version
    assert all(p["integrity"].startswith("sha512-") for p in packages.values())
    assert not any("resolved" in p for p in packages.values())


def test_the_locks_are_those_of_setup_cfg() -> None:
    """Each requirement is pinned in the lock: someone who adds one runs bin/lock."""
    config = ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    for option, lock in [
        (config["options"]["install_requires"], "requirements.txt"),
        (config["options.extras_require"]["dev"], "requirements-dev.txt"),
    ]:
        pinned = re.findall(
            r"^([a-z0-9-]+)(?:\[\w+\])?==", (ROOT / lock).read_text("utf-8"), re.M
        )
        wanted = {
            re.split(r"[\[ ><=;]", line)[0].lower() for line in option.strip().splitlines()
        }
        assert wanted - set(pinned) == set()


def test_exercises_draw_from_the_generator_they_are_given() -> None:
    """Of the module `random`, exercises use the class Random alone: no shared generator."""
    shared = [
        f"{file.relative_to(ROOT)}:{node.lineno} random.{node.attr}"
        for file in (ROOT / "exercises").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "random"
        and node.attr != "Random"
    ]
    imported = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in (ROOT / "exercises").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        and node.module == "random"
        and {name.name for name in node.names} != {"Random"}
    ]
    assert shared + imported == []


def test_exercises_never_ask_what_day_it_is() -> None:
    asked = [
        f"{file.relative_to(ROOT)}:{node.lineno} {node.attr}"
        for file in (ROOT / "exercises").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}
    ]
    assert asked == []


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what git tracks, as it is now: what someone who clones has."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in _tracked():
        source = ROOT / name
        if source.is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, copy / name)
    return copy


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from the copy, without build isolation: the locked setuptools builds."""
    out = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    _run(*pip, "--no-build-isolation", "--wheel-dir", str(out), ".", cwd=checkout)
    return next(out.glob("*.whl"))


def test_the_wheel_carries_code_pages_banks_and_assets(wheel: Path, checkout: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    manifest = json.loads((checkout / "platform" / STATIC / "vendor/manifest.json").read_text())
    assets = {f"{STATIC}/vendor/{asset['path']}" for asset in manifest["assets"].values()}
    assert assets | {f"{STATIC}/vendor/manifest.json"} <= names
    shipped = {
        "templates/": "palier/templates/",
        "exercises/": "exercises/",
        "adaptive/": "adaptive/",
        "platform/palier/": "palier/",
    }
    wanted = {
        into + name.removeprefix(start)
        for name in _tracked()
        for start, into in shipped.items()
        if name.startswith(start)
    }
    assert wanted - names == set()


def test_an_installed_wheel_serves_its_pages_and_assets(wheel: Path, tmp_path: Path) -> None:
    """Installed beside nothing of the checkout, the program starts and finds its files."""
    target = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target"]
    _run(*pip, str(target), str(wheel))
    program = (
        "import palier, adaptive, exercises, pathlib\n"
        "from palier import assets\n"
        "from palier.app import create_app, templates_dir\n"
        f"site = pathlib.Path({str(target)!r})\n"
        "for module in (palier, adaptive, exercises):\n"
        "    assert pathlib.Path(module.__file__).is_relative_to(site), module.__file__\n"
        "assert assets.verify() == [], assets.verify()\n"
        "assert (templates_dir() / 'base.html').is_file()\n"
        "assert list((site / 'exercises' / 'banks').rglob('*.yaml'))\n"
        "assert (site / 'exercises' / 'scaffold.yaml').is_file()\n"
        "create_app()\n"
    )
    script = tmp_path / "start.py"
    script.write_text(f"import sys\nsys.path.insert(0, {str(target)!r})\n{program}", "utf-8")
    _run(sys.executable, str(script), cwd=tmp_path)


@pytest.mark.slow
def test_an_editable_install_brings_the_assets(checkout: Path, tmp_path: Path) -> None:
    vendor = checkout / "platform" / STATIC / "vendor"
    shutil.rmtree(vendor, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    options = ["--no-build-isolation", "--target", str(tmp_path / "site"), "--editable", "."]
    _run(*pip, *options, cwd=checkout)
    assert (vendor / "manifest.json").is_file()
    assert list(vendor.glob("htmx-*/htmx.min.js"))
