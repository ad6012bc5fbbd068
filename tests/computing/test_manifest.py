"""Folders that vouch for themselves."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from safepassage.computing import manifest
from safepassage.computing.manifest import Manifest
from safepassage.scenario import BadInput
from sealing import sealed_anew, tree_of, without_sums


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "f"
    (home / "inner").mkdir(parents=True)
    for name in ("a.csv", "b.json", "inner/c.csv", ".hidden"):
        (home / name).write_text(name, encoding="utf-8")
    manifest.seal(home, {"what": "trial", "versions": {"safepassage": "9.9"}})
    return home


def test_every_file_is_vouched_for_but_hidden_ones(folder: Path) -> None:
    found = manifest.verified(folder, Manifest)
    assert found.files is not None
    assert list(found.files) == ["a.csv", "b.json", "inner/c.csv"]
    assert found.what == "trial"
    assert manifest.remark(folder, found) == f"{folder}: written by version 9.9"


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (Path.unlink, "b.json: is missing"),
        (_cut, "b.json: is damaged or was edited"),
        (lambda path: path.write_text("other", encoding="utf-8"), "b.json: is damaged or was edited"),
        (_pipe, "b.json: is no file"),
    ],
)
def test_what_is_not_as_it_was_written_is_named(folder: Path, damage: Callable[[Path], Any], told: str) -> None:
    damage(folder / "b.json")
    with pytest.raises(BadInput, match=told) as refused:
        manifest.verified(folder, Manifest)
    assert "a.csv" not in str(refused.value)


@pytest.mark.parametrize(
    "change",
    [
        lambda tree: tree.update(what="another"),
        lambda tree: tree.pop("seal"),
        lambda tree: tree.pop("files"),
        lambda tree: tree.update(seal="0" * 64),
        lambda tree: tree["files"].update({"../../outside": "0" * 64}),
        lambda tree: tree["files"].update({"/etc/hostname": "0" * 64}),
        lambda tree: tree.update(format=3),
        lambda tree: tree.update(more=[[]]),
    ],
)
def test_a_manifest_that_was_edited_is_refused(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    tree = tree_of(folder)
    change(tree)
    (folder / manifest.NAME).write_text(json.dumps(tree), encoding="utf-8")
    with pytest.raises(BadInput, match=r"manifest\.json: (was edited|is damaged)"):
        manifest.read(folder, Manifest)


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, '{"format": ' + "9" * 5_000 + "}", "\ud83d", "null"])
def test_a_manifest_that_is_none_is_refused_in_one_line(folder: Path, text: str) -> None:
    (folder / manifest.NAME).write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(BadInput, match=r"manifest\.json: is damaged") as refused:
        manifest.read(folder, Manifest)
    assert len(str(refused.value)) < 1_000


def test_layout_and_order_of_a_manifest_are_no_edit(folder: Path) -> None:
    tree = dict(reversed(tree_of(folder).items()))
    (folder / manifest.NAME).write_text(json.dumps(tree), encoding="utf-8")
    assert manifest.verified(folder, Manifest).what == "trial"


def test_a_later_file_is_vouched_for_once_it_is_added(folder: Path) -> None:
    (folder / "map.png").write_bytes(b"1")
    assert manifest.verified(folder, Manifest)
    manifest.add(folder, ["map.png"])
    (folder / "map.png").write_bytes(b"2")
    with pytest.raises(BadInput, match=r"map\.png"):
        manifest.verified(folder, Manifest)


def test_nothing_is_added_to_a_manifest_that_was_edited(folder: Path) -> None:
    (folder / manifest.NAME).write_text(json.dumps({**tree_of(folder), "what": "another"}), encoding="utf-8")
    with pytest.raises(BadInput, match="was edited"):
        manifest.add(folder, ["a.csv"])


def test_a_folder_without_sums_is_unverified_and_stays_so(folder: Path) -> None:
    without_sums(folder)
    (folder / "a.csv").unlink()
    found = manifest.verified(folder, Manifest)
    assert manifest.remark(folder, found).endswith("written by version 9.9, unverified: it has no sums")
    manifest.add(folder, ["b.json"])
    assert manifest.read(folder, Manifest).files is None


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no folder that this program wrote"):
        manifest.read(tmp_path, Manifest)


def test_sealing_anew_takes_the_files_as_they_are(folder: Path) -> None:
    (folder / "a.csv").write_text("new", encoding="utf-8")
    sealed_anew(folder)
    assert manifest.verified(folder, Manifest)
