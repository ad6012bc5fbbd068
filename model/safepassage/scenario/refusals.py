"""What was found wrong, as one short line: the key, what is allowed, and what stood there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError

from safepassage.scenario.consistency import nearest

LONGEST = 80  # characters of a value that a refusal repeats


def shown(value: Any) -> str:  # noqa: ANN401 - whatever stood in a file
    """A value as a refusal repeats it: escaped, and cut where it is long."""
    try:
        text = repr(value)
    except ValueError:  # a whole number of more digits than Python writes
        text = "a number of thousands of digits"
    return cut(text)


def cut(text: str) -> str:
    """A text as a refusal repeats it: its beginning where it is long."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def first_finding(error: ValidationError, schema: type[BaseModel] | None = None) -> str:
    """The first finding of pydantic as ``key: what is allowed``; ``schema`` is the table in which a key is unknown."""
    findings = error.errors(include_url=False)
    # A misspelt key is also missed under its right name: then the misspelling is what to say.
    first = next((finding for finding in findings if finding["type"] == "extra_forbidden"), findings[0])
    path = [_part(part) for part in first["loc"] if part != "[key]"]
    key = ".".join(path)
    if first["type"] == "extra_forbidden":
        known: Iterable[str] = () if schema is None else schema.model_fields
        return f"{key}: unknown key; {nearest(path[-1], known)}"
    if first["type"] == "missing":
        return f"{key}: is missing"
    message = first["msg"].removeprefix("Value error, ")
    given = "" if isinstance(first["input"], dict | list | bytes) else f", not {shown(first['input'])}"
    return f"{key}: " * bool(key) + f"{message[0].lower()}{message[1:]}{given}"


def _part(part: int | str) -> str:
    text = str(part)
    return text if len(text) <= LONGEST and text.isprintable() else shown(text)
