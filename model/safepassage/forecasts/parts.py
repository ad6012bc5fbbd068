"""What became of an enclave: the parts into which it fell, summed, under the id that it had on the first day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from safepassage.forecasts.columns import ENCLAVE
from safepassage.forecasts.subject import Besieged

if TYPE_CHECKING:
    from safepassage.simulation import Result

_SUMMED = tuple(column.name for column in ENCLAVE if column.unit != "day")
_FIRST, _LAST = "first_convoy_day", "last_convoy_day"


def enclave_rows(result: Result, known: Sequence[Besieged]) -> dict[str, dict[str, Any]]:
    """What is told of each enclave, by its id; one that came about later has its own.

    People, buses, convoys and deaths are the sums over its parts. How it ended and when it signed is told of the part
    by which most people left; where nobody left, of the one that holds the seat.
    """
    parts: dict[str, list[Mapping[str, Any]]] = {}
    for enclave, row in zip(result.campaign.world.roll.enclaves, result.summary["agreements"], strict=True):
        slugs = {result.campaign.world.network.slugs[d] for d in enclave.all_districts}
        of = next((b.name for b in known if b.faction == row["faction"] and b.districts & slugs), enclave.name)
        parts.setdefault(of, []).append(row)
    order = {enclave.name: i for i, enclave in enumerate(known)}
    return {name: _together(parts[name]) for name in sorted(parts, key=lambda name: order.get(name, len(order)))}


def _together(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    main = max(parts, key=lambda row: row["evacuated"])  # of equals the first: the one that holds the seat
    days = {end: [row[end] for row in parts if row[end] is not None] for end in (_FIRST, _LAST)}
    return {
        "outcome": main["outcome"],
        "agreement_day": main["agreement_day"],
        _FIRST: min(days[_FIRST], default=None),
        _LAST: max(days[_LAST], default=None),
        **{name: sum(row[name] for row in parts) for name in _SUMMED},
    }
