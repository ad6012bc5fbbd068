"""How a calibratable number is declared: start, unit, prior range and source on one line."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

PROTOTYPE = "design prototype on the spring 2018 facts"


def parameter(
    start: float,
    unit: str,
    prior: tuple[float, float] | None,
    source: str,
    *,
    least: float | None = 0.0,
    most: float | None = None,
) -> Any:  # noqa: ANN401 - pydantic's Field stands where a float is declared
    """Declare one number: its start value, unit, prior range (None = fixed), source, and what is possible at all."""
    extra: Any = {"unit": unit, "prior": list(prior) if prior else None, "source": source}
    return Field(start, ge=least, le=most, allow_inf_nan=False, description=source, json_schema_extra=extra)


class Group(BaseModel):
    """A frozen group of parameters; unknown names are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
