"""The environments of other programs: found again, made anew, or a clear end."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import numpy as np
import pytest

from benchmarks import _peers
from benchmarks._peers import Peer


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(_peers, "FOLDER", tmp_path)
    monkeypatch.setattr(_peers, "PEERS", {"one": Peer(("one==1",))})
    return tmp_path / "one"


def _made(folder: Path, needs: str) -> None:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(sys.executable)
    (folder / "made").write_text(needs, "utf-8")


def test_what_was_made_is_found_again(folder: Path) -> None:
    _made(folder, "one==1")
    assert _peers.python("one") == folder / "bin" / "python"


def test_other_versions_are_made_anew_and_a_failure_ends_the_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    _made(folder, "one==0")
    asked: list[list[str]] = []

    def pip(command: list[str], *, check: bool) -> subprocess.CompletedProcess[bytes]:
        asked.append(command)
        return subprocess.CompletedProcess(command, len(asked) % 2)

    monkeypatch.setattr(venv, "create", lambda *_, **__: None)
    monkeypatch.setattr(subprocess, "run", pip)
    with pytest.raises(SystemExit) as ended:
        _peers.python("one")
    assert ended.value.code == 2
    assert "one==1 could not be installed" in capfd.readouterr().err
    _peers.python("one")
    _peers.python("one")
    assert [command[-1] for command in asked] == ["one==1", "one==1"]


def test_a_python_too_old_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_peers, "FOLDER", tmp_path)
    monkeypatch.setattr(_peers, "PEERS", {"late": Peer(("late==1",), (99, 0))})
    with pytest.raises(SystemExit):
        _peers.python("late")
    assert "late==1 needs Python 99.0" in capfd.readouterr().err


def test_a_peer_answers_over_lines_and_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_peers, "python", lambda _: Path(sys.executable))
    monkeypatch.setattr(_peers, "PEERS", {"one": Peer(("one==1",))})
    with _peers.Conversation("one", "_echo") as one:
        assert one.ask("plain", value=[1, 2.5]) == [1, 2.5]
        assert one.ask("noise", value="x") == "x"
        sent = {"a": np.arange(3.0), "b": np.array([[True, False]])}
        for name, back in one.ask("arrays", sent).items():
            np.testing.assert_array_equal(back, sent[name])
    with pytest.raises(SystemExit) as ended, _peers.Conversation("one", "_echo") as one:
        one.ask("no such question")
    assert ended.value.code == 2
