"""A new folder that appears whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from types import TracebackType

from safepassage.scenario import BadInput


class NewFolder:
    """A folder being filled under a temporary name; :meth:`publish` gives it its own.

    As a context manager it leaves nothing behind unless it was published, not even the parent folders it made.
    """

    def __init__(self, out: Path | None, default: str, *, root: Path) -> None:
        """Fill ``out``, which must not exist, or ``root/default`` with -2, -3 … added where that exists."""
        self._given = out
        self._default = root / default
        self._made: list[Path] = []
        self.folder = Path()

    def __enter__(self) -> NewFolder:
        """Make the temporary folder now, so that a place that cannot be written is refused before the work."""
        target = self._given or self._default
        if self._given is not None and os.path.lexists(target):
            raise BadInput(f"--out {target}: exists already; name a folder that does not exist")
        try:
            self._make_parents(target.parent)
            # A plain mkdir, because those of tempfile are closed to others whatever the user's mask says.
            folder = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
            folder.mkdir()
            self.folder = folder
        except OSError as error:
            self._remove()
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise OSError(error.errno, error.strerror, str(target)) from None
            raise BadInput(f"--out {target}: cannot be written: {error.strerror}") from None
        return self

    def _make_parents(self, folder: Path) -> None:
        missing = [folder, *folder.parents]
        for parent in reversed([path for path in missing if not os.path.lexists(path)]):
            parent.mkdir(exist_ok=True)
            self._made.append(parent)

    def publish(self) -> Path:
        """Give the folder its name and return it."""
        for target in self._targets():
            try:
                if os.path.lexists(target):
                    raise FileExistsError(errno.EEXIST, "exists already", str(target))
                self.folder.rename(target)
            except OSError as error:
                # Another run may have taken the name since we looked.
                if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                    raise
                continue
            self._made.clear()
            return target
        raise BadInput(f"--out {self._given}: exists already; name a folder that does not exist")

    def _targets(self) -> Iterator[Path]:
        yield self._given or self._default
        if self._given is None:
            yield from (self._default.with_name(f"{self._default.name}-{n}") for n in count(2))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove what was not published; an error of the disk names the folder that was meant."""
        self._remove()
        inside = str(getattr(error, "filename", None))
        if isinstance(error, OSError) and self.folder != Path() and inside.startswith(str(self.folder)):
            meant = inside.replace(str(self.folder), str(self._given or self._default), 1)
            raise OSError(error.errno, error.strerror, meant) from None

    def _remove(self) -> None:
        if self.folder != Path():
            shutil.rmtree(self.folder, ignore_errors=True)
        with suppress(OSError):
            for parent in reversed(self._made):
                parent.rmdir()
