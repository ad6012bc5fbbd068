from __future__ import annotations

import errno
from pathlib import Path

import pytest

from safepassage.computing.folders import NewFolder
from safepassage.scenario import BadInput


def _tree(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_folder_appears_when_it_is_published(tmp_path: Path) -> None:
    with NewFolder(tmp_path / "a" / "b" / "run", "unused", root=Path()) as new:
        (new.folder / "file").write_text("x", encoding="utf-8")
        assert not (tmp_path / "a" / "b" / "run").exists()
        assert new.publish() == tmp_path / "a" / "b" / "run"
    assert _tree(tmp_path) == ["a", "a/b", "a/b/run", "a/b/run/file"]


def _fails(out: Path, error: BaseException) -> None:
    with NewFolder(out, "unused", root=Path()) as new:
        (new.folder / "file").write_text("x", encoding="utf-8")
        raise error


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(errno.ENOSPC, "disk full"), RuntimeError("bug")])
def test_what_is_not_published_leaves_nothing(tmp_path: Path, error: BaseException) -> None:
    with pytest.raises(type(error)):
        _fails(tmp_path / "a" / "run", error)
    assert _tree(tmp_path) == []


def test_names_are_counted_up(tmp_path: Path) -> None:
    for expected in ("town-1", "town-1-2", "town-1-3"):
        with NewFolder(None, "town-1", root=tmp_path / "runs") as new:
            assert new.publish() == tmp_path / "runs" / expected


def test_a_name_that_was_taken_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    with NewFolder(None, "run", root=tmp_path) as new:
        (tmp_path / "run").mkdir()
        assert new.publish() == tmp_path / "run-2"
    with NewFolder(tmp_path / "given", "unused", root=Path()) as new:
        (tmp_path / "given").mkdir()
        with pytest.raises(BadInput, match="exists already"):
            new.publish()
    assert _tree(tmp_path) == ["given", "run", "run-2"]


def test_a_dangling_link_counts_as_existing(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(BadInput, match="exists already"), NewFolder(tmp_path / "link", "unused", root=Path()):
        pass


def test_a_full_disk_is_not_bad_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "somewhere")

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(OSError, match="No space left"), NewFolder(tmp_path / "run", "unused", root=Path()):
        pass
