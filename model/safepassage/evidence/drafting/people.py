"""People and fighters of an enclave: as given, else drawn."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, sqrt
from typing import NamedTuple

from safepassage.evidence.drafting import assumptions
from safepassage.evidence.drafting.case import Case
from safepassage.evidence.facts import knowable
from safepassage.evidence.rows import District

CLAIM_ERROR = 0.3  # log-sd of claimed strength: those who left in 2018 were 0.5 to 1.6 times the middle of the claims


class Number(NamedTuple):
    """How many, and where the number comes from."""

    value: int
    source: str


def holders(case: Case) -> list[int]:
    """How many groups held each district of a case."""
    return [assumptions.holders_of(d.district, case.row, case.tables) for d in case.found]


def civilians(case: Case, prewar: Sequence[float]) -> list[Number]:
    """Civilians of each district: its own figure as given, else a part of the row's total, else drawn.

    Args:
        case: what is built.
        prewar: people before the war in each district (a part of them, where several groups held it).

    A figure that repeats the outcome is not used; of a district that several groups held it is not this group's alone.
    """
    given = _given(case)
    total = knowable(case.row).population_late_siege
    rest = [i for i, n in enumerate(given) if n is None]
    drawn = _total(case, rest, total, sum(n.value for n in given if n is not None))
    shares = dict(zip(rest, _shared(drawn.value, [prewar[i] for i in rest]), strict=True)) if rest else {}
    return [n if n is not None else Number(shares[i], drawn.source) for i, n in enumerate(given)]


def _given(case: Case) -> list[Number | None]:
    """The districts' own figures, None where there is none that may be used."""
    row, found = case.row, case.found
    repeated = assumptions.population_claimed(row, found) is None and all(
        d.population_late_siege is not None for d in found
    )
    whole = knowable(row).population_late_siege is not None
    numbers: list[Number | None] = []
    for d, groups in zip(found, holders(case), strict=True):
        late = d.population_late_siege
        if late is None or repeated or (groups > 1 and whole):
            numbers.append(None)
        elif groups > 1:
            share = float(case.rng(f"share of {d.district}").beta(2, 2 * (groups - 1)))
            why = f"assumed: {case.tables.districts_name}, {d.district}; this group held a part drawn ({groups} groups)"
            numbers.append(Number(round(late * share), why))
        else:
            numbers.append(Number(late, f"{case.tables.districts_name}, {d.district}, population_late_siege"))
    return numbers


def _total(case: Case, rest: Sequence[int], total: int | None, given: int) -> Number:
    """People of the districts without a figure of their own, all together."""
    if total is not None:
        share = "" if len(rest) <= 1 else ", shared by size before the war"
        return Number(max(total - given, 0), f"{case.source}, population_late_siege{share}")
    known, rng = case.known, case.rng("population")
    groups = max((holders(case)[i] for i in rest), default=1)
    before = [n for i in rest if (n := case.found[i].population_prewar)]
    if before:
        people = sum(before) / len(before) * len(rest)
        share_left = min(known.draw(known.population_over_prewar, rng), 2.0)
        why = "assumed: people before the war times a share late in the siege, drawn"
        return Number(round(people * share_left / groups), why)
    people = known.draw(known.people_per_district, rng)
    if assumptions.middle_of_fighters(knowable(case.row)) is not None:
        return Number(round(people * len(rest)), "assumed: drawn from the reported people per district")
    armed = known.draw(known.uncounted_per_district, rng) / min(known.draw(known.fighters_per_person, rng), 0.5)
    # A place of which nobody counted anything is small: the middle, on the log scale, of any place and of those.
    return Number(round(sqrt(people * armed) * len(rest)), "assumed: drawn as of places that nobody counted")


def _shared(total: int, weights: Sequence[float]) -> list[int]:
    whole = sum(weights) or 1.0
    counts = [int(total * weight / whole) for weight in weights]
    counts[0] += total - sum(counts)
    return counts


def prewar_of(d: District, groups: int, drawn: float) -> float:
    """People of a district before the war, or of the part of it that one of several groups held."""
    return (d.population_prewar if d.population_prewar is not None else drawn) / groups


def fighters(case: Case, people: int) -> Number:
    """Fighters at the start, among so many people."""
    row, known, rng = case.row, case.known, case.rng("fighters")
    fact = knowable(row)
    chance, ratio = float(rng.random()), min(known.draw(known.low_over_high, rng), 1.0)
    claim = exp(CLAIM_ERROR * rng.standard_normal())
    low, high = fact.fighters_low, fact.fighters_high
    if high is not None and low == 0:
        return Number(_at_least_one(high * chance * claim), "assumed: drawn between none and the highest reported")
    if low and high:
        source = "assumed: drawn around the reported bounds at the start"
        return Number(_at_least_one(low * (high / low) ** chance * claim), source)
    if high:
        return Number(_at_least_one(high * ratio**chance * claim), "assumed: drawn below the one bound reported")
    if low:
        return Number(_at_least_one(low * ratio**-chance * claim), "assumed: drawn above the one bound reported")
    by_people = people * min(known.draw(known.fighters_per_person, rng), 0.5)
    by_size = known.draw(known.uncounted_per_district, rng) * len(row.districts)
    # Neither is known well: the middle of both on the log scale.
    return Number(_at_least_one(sqrt(max(by_people, 1.0) * by_size)), "assumed: drawn by inhabitants and by districts")


def _at_least_one(n: float) -> int:
    return max(round(n), 1)
