"""What the values of a scenario may be: bounds, slugs, kinds, and models without keys of the writer's own."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

MOST_PEOPLE = 200_000_000
_FIRST, _LAST = dt.date(1700, 1, 1), dt.date(2200, 12, 31)  # what tables of dates and pictures can show
_MOST = 1e6  # of days, values, kilometres: beyond, only arithmetic gives way


def _no_number(value: Any) -> Any:  # noqa: ANN401 - any TOML value
    """A number is no date, though it could be read as seconds since 1970."""
    if isinstance(value, int | float):
        raise ValueError("must be a date, as in 2018-02-18")
    return value


def _in_reach(date: dt.date) -> dt.date:
    if not _FIRST <= date <= _LAST:
        raise ValueError(f"must be a date from {_FIRST} to {_LAST}")
    return date


def _printable(text: str) -> str:
    """A terminal obeys control characters, and a table breaks at them."""
    if text.isprintable():  # nearly always, and said at once
        return text
    if any(unicodedata.category(c) == "Cc" for c in text):
        raise ValueError("must hold no control characters")
    return text


def _prose(text: str) -> str:
    _printable(text.replace("\n", " ").replace("\t", " ").replace("\r", " "))
    return text


Date = Annotated[dt.date, BeforeValidator(_no_number), AfterValidator(_in_reach)]
Name = Annotated[str, StringConstraints(max_length=200), AfterValidator(_printable)]
Prose = Annotated[str, AfterValidator(_prose)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
Kind = Literal["rebel", "jihadist", "islamic_state"]
Relation = Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=MOST_PEOPLE)]
Positive = Annotated[float, Field(gt=0, le=_MOST, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, le=_MOST, allow_inf_nan=False)]
Bound = Annotated[int | float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
Range = tuple[Bound, Bound]


class StrictModel(BaseModel):
    """A table of the file: frozen, and without keys of the writer's own."""

    model_config = ConfigDict(extra="forbid", frozen=True)
