"""People and fighters of an enclave: as claimed before the deal, else drawn."""

from __future__ import annotations

from math import exp, sqrt
from typing import NamedTuple

from safepassage.evidence.drafting import assumptions
from safepassage.evidence.drafting.case import Case
from safepassage.evidence.facts import knowable

CLAIM_ERROR = 0.3  # log-sd of claimed strength: those who left in 2018 were 0.5 to 1.6 times the middle of the claims
LEAST_CIVILIANS = 0.3  # share of the people, where the fighters claimed leave fewer
POPULATION_ERROR = 0.2  # log-sd of a claimed population; assumed


class Number(NamedTuple):
    """How many, and where the number comes from."""

    value: int
    source: str


def population(case: Case) -> Number:
    """People of the enclave, fighters among them."""
    row, tables, found, known, rng = case.row, case.tables, case.found, case.known, case.rng("population")
    fact, draw = knowable(row), rng.standard_normal()
    shared = max((assumptions.holders_of(d.district, tables) for d in found), default=1)
    if fact.population_late_siege:
        noisy = fact.population_late_siege * exp(POPULATION_ERROR * draw)
        return Number(round(noisy), f"assumed: {tables.name}, {row.id}, population_late_siege, give or take a fifth")
    claimed = assumptions.population_claimed(row, found)
    if claimed:
        share = float(rng.beta(2, 2 * (shared - 1))) if shared > 1 else 1.0
        part = f", of which this group held a part drawn ({shared} groups)" if shared > 1 else ""
        people = claimed * share * exp(POPULATION_ERROR * draw)
        return Number(round(people), f"assumed: districts table, population_late_siege{part}")
    before = [d.population_prewar for d in found if d.population_prewar]
    if before:
        people = sum(before) / len(before) * len(found)
        share = min(known.draw(known.population_over_prewar, rng), 2.0)
        return Number(
            round(people * share / shared), "assumed: people before the war times a share late in the siege, drawn"
        )
    people = known.draw(known.people_per_district, rng) * len(found)
    return Number(round(people), "assumed: drawn from the reported people per district")


def civilians(people: Number, armed: Number) -> Number:
    """The people less the fighters, of whom a claim may name more than there were people."""
    return Number(max(people.value - armed.value, round(LEAST_CIVILIANS * people.value)), people.source)


def fighters(case: Case, people: int) -> Number:
    """Fighters among so many people."""
    row, known, rng = case.row, case.known, case.rng("fighters")
    fact = knowable(row)
    chance, ratio = float(rng.random()), min(known.draw(known.low_over_high, rng), 1.0)
    claim = exp(CLAIM_ERROR * rng.standard_normal())
    low, high = fact.fighters_low, fact.fighters_high
    if low and high:
        low, high = min(low, high), max(low, high)
        return Number(_at_least_one(low * (high / low) ** chance * claim), "assumed: drawn around the reported bounds")
    if high:
        return Number(_at_least_one(high * ratio**chance * claim), "assumed: drawn below the one bound reported")
    if low:
        return Number(_at_least_one(low * ratio**-chance * claim), "assumed: drawn above the one bound reported")
    by_people = people * min(known.draw(known.fighters_per_person, rng), 0.5)
    by_size = known.draw(known.fighters_per_district, rng) * len(row.districts)
    # Neither is known well: the middle of both on the log scale.
    return Number(_at_least_one(sqrt(max(by_people, 1.0) * by_size)), "assumed: drawn by inhabitants and by districts")


def _at_least_one(n: float) -> int:
    return max(round(n), 1)
