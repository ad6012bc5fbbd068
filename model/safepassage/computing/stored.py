"""JSON files that this program wrote, read back and checked against a schema; every refusal is one line."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from safepassage.scenario import BadInput
from safepassage.scenario.refusals import first_finding

Model = TypeVar("Model", bound=BaseModel)


def load(path: Path, schema: type[Model]) -> Model:
    """Read a JSON file; raises BadInput where it is missing, is no JSON, or does not fit the schema."""
    return parsed(content(path), schema, str(path))


def content(path: Path) -> bytes:
    """The bytes of a file; raises BadInput where it cannot be read, or is no file (a pipe would wait for ever)."""
    try:
        if path.exists() and not path.is_file():
            raise BadInput(f"{path}: is no file")
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}") from None


def parsed(text: bytes, schema: type[Model], where: str) -> Model:
    """Check JSON text against a schema; ``where`` names its file in refusals."""
    try:
        return schema.model_validate_json(text)
    except ValidationError as error:
        raise BadInput(f"{where}: is damaged: {first_finding(error, schema)}") from None
