"""How deals came about, held against the run: whoever led, vouched, lost and believed."""

from __future__ import annotations

import math

import pytest

from safepassage import Result, Scenario, simulate
from safepassage.actors.sensing import Situation
from safepassage.results.signatures import CARRIED_OUT, COLLAPSED, UNDER_WAY, chances, signatures
from safepassage.telling.wording import Names


@pytest.fixture(scope="module", params=[1, 3, 11])
def run(request: pytest.FixtureRequest) -> Result:
    return simulate(Scenario.load("spring-2018"), seed=request.param)


def test_the_last_signature_of_an_enclave_is_that_of_its_row(run: Result) -> None:
    last = {signature.enclave: signature for signature in signatures(run)}
    for row in run.summary["agreements"]:
        found = last.get(row["enclave"])
        assert (found is None) == (row["attempts"] == 0)
        if found is None:
            continue
        assert (found.day, found.broker, found.guarantor) == (row["agreement_day"], row["broker"], row["guarantor"])
        assert found.ground_lost == pytest.approx(row["ground_lost"], abs=1e-3)
        assert found.signer == "patron" or found.talk_days == row["talk_days"]
        assert (found.became == CARRIED_OUT) == (row["outcome"] in ("evacuated", "settled"))


def test_every_attempt_is_there_and_broken_ones_are_told(run: Result) -> None:
    found = signatures(run)
    kinds = list(run.events["kind"])
    assert len(found) == kinds.count("signed") == sum(row["attempts"] for row in run.summary["agreements"])
    assert sum(signature.became == COLLAPSED for signature in found) == kinds.count("collapsed")
    for signature in found:
        assert (signature.ended is None) == (signature.became == UNDER_WAY)


def test_only_a_garrison_of_the_governments_side_is_signed_for(run: Result) -> None:
    names = Names(run.scenario.tables)
    for signature in signatures(run):
        if signature.signer == "patron":
            assert names.has_patron(signature.enclave)
            assert signature.talk_days is None


def test_what_a_group_believed_is_what_its_faction_works_out() -> None:
    """The ratio of the two hazards is the faction's own chance, on every day of an assault."""
    run = simulate(Scenario.load("two-towns"), seed=1)
    factions, rows = run.campaign.world.factions, run.enclaves
    names = Names(run.scenario.tables)
    under_assault = 0
    for row, chance in zip(rows.to_dict("records"), chances(rows), strict=True):
        if row["hazard"] == 0:
            assert math.isnan(chance)
            continue
        under_assault += 1
        faction = factions[names.parts(row["enclave"])[0]]
        at_most = [faction.goes_all_the_way(situation(row["ground_lost"], peers)) for peers in range(3)]
        assert any(chance == pytest.approx(expected) for expected in at_most)
    assert under_assault > 5


def situation(ground_lost: float, peers: int) -> Situation:
    values = dict.fromkeys(Situation._fields, 0)
    return Situation(**{**values, "ground_lost": ground_lost, "peers_ended": peers, "ultimatum": None})  # type: ignore[arg-type]
