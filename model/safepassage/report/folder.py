"""Reading a folder that a report is asked of: what is missing or damaged is refused in one line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from safepassage.scenario import BadInput


@contextmanager
def reading(folder: Path, kind: str) -> Iterator[None]:
    """Turn what goes wrong while a folder's files are read into BadInput; ``kind`` is what the folder should be."""
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError) as error:
        told = f"lacks {error}" if isinstance(error, KeyError) else " ".join(str(error).split())
        raise BadInput(f"{folder}: is not a whole folder of a {kind}: {told}") from None


def stored(path: Path) -> dict[str, Any]:
    """A JSON object."""
    value = json.loads(path.read_bytes())
    if not isinstance(value, dict):
        raise ValueError(f"{path.name} holds no object")
    return value
