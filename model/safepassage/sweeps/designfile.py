"""A design file as it is written: its keys, each checked alone and with the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from safepassage.limits import MOST_DAYS, MOST_REPLICATES, MOST_RUNS, MOST_SEED
from safepassage.scenario import BadInput
from safepassage.scenario.refusals import first_finding

Method = Literal["grid", "lhs", "sobol", "morris", "table"]
SAMPLED = ("lhs", "sobol", "morris")


class DesignFile(BaseModel):
    """The file as it is written; what its keys mean together is checked in :func:`parsed`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = ""
    scenario: str | None = None
    method: Method = "grid"
    samples: Annotated[int, Field(ge=1, le=MOST_RUNS)] | None = None
    replicates: Annotated[int, Field(ge=1, le=MOST_REPLICATES)] = 1
    seed: Annotated[int, Field(ge=0, le=MOST_SEED)] = 1
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] | None = None
    outcomes: tuple[str, ...] = ()
    daily: bool | tuple[str, ...] = False
    table: str | None = None
    factors: dict[str, Any] = {}


def parsed(tree: Mapping[str, Any], origin: str) -> DesignFile:
    """The keys of a design, each checked alone and with the others; raises BadInput."""
    try:
        file = DesignFile.model_validate(dict(tree))
    except ValidationError as error:
        raise BadInput(f"{origin}: {first_finding(error, DesignFile)}") from None
    for key, message in _contradictions(file):
        raise BadInput(f"{origin}: {key}: {message}")
    return file


def _contradictions(file: DesignFile) -> Iterable[tuple[str, str]]:
    """Keys that do not go together."""
    if file.method in SAMPLED and file.samples is None:
        yield "samples", f"is missing; method {file.method!r} needs samples = N"
    if file.method not in SAMPLED and file.samples is not None:
        yield "samples", f"method {file.method!r} takes none; methods that do: {', '.join(SAMPLED)}"
    if file.method == "table" and file.table is None:
        yield "table", "is missing; method 'table' needs table = \"points.csv\""
    if file.method != "table" and file.table is not None:
        yield "table", f"goes with method 'table', not with {file.method!r}"
    if file.method != "table" and not file.factors:
        yield "factors", 'is empty; give at least one, as in [factors] "convoys.buses" = [40, 260]'
    if file.seed + file.replicates - 1 > MOST_SEED:
        yield "seed", f"{file.seed} and {file.replicates} replicates go beyond {MOST_SEED}"
