"""A folder's manifest: what was done, with which versions, and the SHA-256 of every file.

A folder is sealed once its data are there, and files made of them later (pictures, pages) are added. The manifest
carries its own sum too, ``seal``. Folders of version 0.1.0 have no sums: they are unverified, not damaged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from safepassage import __version__
from safepassage.computing import files, stored
from safepassage.scenario import BadInput

NAME = "manifest.json"
FORMAT = 2  # 1 had no sums
_SHOWN = 5  # files that a refusal names


def _inside(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name or not path.parts:
        raise ValueError("must be the name of a file in the folder")
    return name


Sum = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Inside = Annotated[str, AfterValidator(_inside)]


class Manifest(BaseModel):
    """What every manifest holds; each kind of folder adds its own keys."""

    model_config = ConfigDict(extra="allow", frozen=True)

    format: Annotated[int, Field(ge=1, le=FORMAT)] = 1
    what: str = "run"  # runs of version 0.1.0 do not say
    versions: dict[str, str] = {}
    files: dict[Inside, Sum] | None = None  # where it is None, an earlier version wrote the folder
    seal: Sum | None = None

    @property
    def version(self) -> str:
        """Of the package that made the folder."""
        return self.versions.get("safepassage", "unknown")

    @property
    def earlier(self) -> bool:
        """Whether another version made it."""
        return self.version != __version__


M = TypeVar("M", bound=Manifest)


def seal(folder: Path, content: Mapping[str, Any], names: Iterable[str] | None = None) -> None:
    """Write the manifest of a folder, last of all, with the sums of its files.

    Args:
        folder: holds the files.
        content: what was done, as plain data: ``what`` names the kind of folder, ``versions`` is that of
            :func:`.provenance.versions`.
        names: the files to vouch for; by default all that are there, hidden ones apart.
    """
    listed = visible(folder) if names is None else names
    _write(folder, {"format": FORMAT, **content, "files": {name: sum_of(folder / name) for name in sorted(listed)}})


def add(folder: Path, names: Iterable[str]) -> None:
    """Vouch for files made later in a sealed folder; one without sums stays as it is.

    Raises:
        BadInput: where the manifest itself is damaged or was edited.
        OSError: where it cannot be written.
    """
    manifest = read(folder, Manifest)
    if manifest.files is None:
        return
    sums = {**manifest.files, **{name: sum_of(folder / name) for name in names}}
    tree = {**_tree(folder), "files": dict(sorted(sums.items()))}
    _write(folder, {key: value for key, value in tree.items() if key != "seal"})


def read(folder: Path, schema: type[M]) -> M:
    """The manifest of a folder, checked against a schema and its own sum; the folder's files are not looked at.

    Raises:
        BadInput: where there is none, or it is damaged or was edited.
    """
    path = folder / NAME
    if not path.exists():
        raise BadInput(f"{folder}: is no folder that this program wrote: it has no {NAME}")
    found = stored.load(path, schema)
    if (found.files is None) != (found.seal is None):
        raise BadInput(f"{path}: was edited or is damaged: sums and seal go together")
    if found.seal is not None and found.seal != _seal_of(_tree(folder)):
        raise BadInput(f"{path}: was edited or is damaged: its own sum differs")
    return found


def faults(folder: Path, manifest: Manifest) -> list[str]:
    """The files that are not as they were written, each with what is wrong; nothing where no file has a sum."""
    found = ((name, _wrong(folder / name, noted)) for name, noted in (manifest.files or {}).items())
    return [f"{name}: {wrong}" for name, wrong in found if wrong]


def verified(folder: Path, schema: type[M]) -> M:
    """The manifest of a folder all of whose files are as they were written.

    Raises:
        BadInput: with one line that names the files that are missing, damaged or edited.
    """
    manifest = read(folder, schema)
    if wrong := faults(folder, manifest):
        more = f"; and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        raise BadInput(f"{folder}: is not as it was written: {'; '.join(wrong[:_SHOWN])}{more}")
    return manifest


def remark(folder: Path, manifest: Manifest) -> str:
    """A line for readers of a folder of another version, or without sums; empty where there is nothing to say."""
    said = [f"written by version {manifest.version}"] if manifest.earlier else []
    said += ["unverified: it has no sums"] if manifest.files is None else []
    return f"{folder}: {', '.join(said)}" if said else ""


def has_sums(folder: Path) -> bool:
    """Whether the files of a folder can be verified; a folder without a manifest has none."""
    return (folder / NAME).is_file() and read(folder, Manifest).files is not None


def sum_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits; raises OSError where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _wrong(path: Path, noted: str) -> str:
    try:
        if not path.is_file():  # a pipe would wait for ever
            return "is no file" if path.exists() else "is missing"
        return "" if sum_of(path) == noted else "is damaged or was edited"
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def visible(folder: Path) -> list[str]:
    """The files of a folder and of those in it, by name; hidden ones and the manifest itself left out."""
    names = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return [n.as_posix() for n in names if n.as_posix() != NAME and not any(p.startswith(".") for p in n.parts)]


def _tree(folder: Path) -> dict[str, Any]:
    try:
        tree: dict[str, Any] = json.loads(stored.content(folder / NAME))
    except (ValueError, RecursionError):  # what pydantic reads and json does not: a number of thousands of digits
        raise BadInput(f"{folder / NAME}: is damaged: not the JSON of a manifest") from None
    return tree


def _write(folder: Path, tree: Mapping[str, Any]) -> None:
    written = json.loads(json.dumps(tree, default=plain))
    text = json.dumps({**written, "seal": _seal_of(written)}, indent=1, ensure_ascii=False)
    files.write(folder / NAME, text + "\n")


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever json does not know
    """Dates as in ISO 8601, NumPy's numbers as Python's, else what it says of itself."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else str(value)


def _seal_of(tree: Mapping[str, Any]) -> str:
    """The sum of a manifest without its seal, whatever the order and layout of its keys."""
    bare = {key: value for key, value in tree.items() if key != "seal"}
    return hashlib.sha256(json.dumps(bare, sort_keys=True).encode()).hexdigest()
