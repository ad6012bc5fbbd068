"""How a calibratable number is declared: start, unit, prior range and source on one line."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

_BEYOND = 1000
_MOST = {"log-sd": 5.0}  # e to the fifth: a spread by a factor of 150 up and down
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
    """Declare one number: its start value, unit, prior range (None = fixed), source, and what is possible at all.

    Where no upper bound follows from what the number is (a share, say), it is a thousand times the largest of what is
    thinkable: beyond, only arithmetic gives way. A number that may be negative has the same bound below.
    """
    largest = _BEYOND * max(1.0, abs(start), *map(abs, prior or ()))
    most = _MOST.get(unit, largest) if most is None else most
    least = -largest if least is None else least
    extra: Any = {"unit": unit, "prior": list(prior) if prior else None, "source": source}
    return Field(start, ge=least, le=most, allow_inf_nan=False, description=source, json_schema_extra=extra)


class Group(BaseModel):
    """A frozen group of parameters; unknown names are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
