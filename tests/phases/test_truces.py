"""A truce feeds and protects; it ends by its date, by an incident, and when an offensive is worth more than it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from behaviour.towns import Town, alone
from safepassage.actors import Broker
from safepassage.campaign import Campaign
from safepassage.world.enclave import Enclave, Truce

HUNGRY = Town(civilians=20_000, prewar=25_000, fighters=1_000, strength=0, stock_days=0)
ATTACKED = Town(civilians=20_000, prewar=25_000, fighters=1_000, strength=8_000, assault_day=20)
LONG = 1_000
STEADY = {"truces.incidents": 0.0, "talks.contact": 0.0, "talks.direct": 0.0, "truces.base": 5.0}


def besieged(town: Town, **values: float) -> tuple[Campaign, Enclave]:
    """A town on the eve of day 0; its truces never break and nobody talks unless ``values`` say otherwise."""
    settings = {**STEADY, **{name.replace("__", "."): value for name, value in values.items()}}
    scenario = alone(town, days=120).scenario().with_overrides({f"parameters.{k}": v for k, v in settings.items()})
    campaign = Campaign(scenario, 1)
    (enclave,) = campaign.world.active
    return campaign, enclave


def sign(campaign: Campaign, enclave: Enclave, days: int, guarantor: Broker | None = None) -> None:
    """Both sides agree on a truce."""
    day = campaign.world.day
    campaign.world.sign_truce(enclave, Truce(day, day + days, guarantor))


def steps(campaign: Campaign, days: int) -> Iterator[int]:
    for _ in range(days):
        campaign.step()
        yield campaign.world.day


def ended(campaign: Campaign) -> list[tuple[int, str]]:
    """When truces ended, and why."""
    return [(e.day, e.details["why"]) for e in campaign.world.journal.entries if e.kind == "truce_ended"]


def test_a_truce_feeds() -> None:
    campaign, enclave = besieged(HUNGRY)
    list(steps(campaign, 40))
    before = enclave.pocket.hunger
    assert before > 0
    sign(campaign, enclave, LONG)
    list(steps(campaign, 20))
    assert enclave.pocket.hunger <= before
    other, hungry = besieged(HUNGRY)
    list(steps(other, 60))
    assert hungry.pocket.hunger > before


def test_a_truce_protects_while_it_holds() -> None:
    campaign, enclave = besieged(ATTACKED)
    list(steps(campaign, 25))
    assert enclave.assault.strength > 0
    sign(campaign, enclave, LONG)
    dead, ground = enclave.tally.militants_killed, len(enclave.districts)
    for _ in steps(campaign, 30):
        assert enclave.assault.strength == 0
    assert (enclave.tally.militants_killed, len(enclave.districts)) == (dead, ground)
    assert enclave.truce is not None


def test_a_truce_is_renewed_on_its_date_only_if_it_is_still_worth_something() -> None:
    for base, renewed in ((5.0, True), (0.0, False)):
        campaign, enclave = besieged(HUNGRY, truces__base=base, truces__days=30)
        list(steps(campaign, 1))
        sign(campaign, enclave, 10)
        list(steps(campaign, 30))
        if renewed:
            assert ended(campaign) == []
            assert enclave.truce is not None
            assert enclave.truce.until == 10 + 30
        else:
            assert ended(campaign) == [(10, "date")]


def test_an_incident_ends_a_truce_and_is_remembered_by_whoever_vouched() -> None:
    for vouched in (False, True):
        campaign, enclave = besieged(HUNGRY, truces__incidents=50.0)
        list(steps(campaign, 1))
        patron = next(b for b in campaign.world.brokers if b.slug == "patron")
        sign(campaign, enclave, LONG, patron if vouched else None)
        list(steps(campaign, 3))
        assert ended(campaign) == [(1, "incident")]
        assert patron.broken.get("government", 0.0) == pytest.approx(0.15 if vouched else 0.0)
        assert campaign.world.standings["government"].broken == pytest.approx(0.0 if vouched else 0.15)
        assert patron.carried == 0


def test_a_guarantee_keeps_incidents_away() -> None:
    def days_held(guarantee: float, seed: int) -> int:
        scenario = alone(HUNGRY, days=200).scenario()
        changed = {**{f"parameters.{k}": v for k, v in STEADY.items()}, "parameters.truces.incidents": 0.05}
        campaign = Campaign(scenario.with_overrides({**changed, "brokers.patron.guarantee": guarantee}), seed)
        (enclave,) = campaign.world.active
        list(steps(campaign, 1))
        patron = next(b for b in campaign.world.brokers if b.slug == "patron")
        sign(campaign, enclave, LONG, patron)
        return next((day for day in steps(campaign, 150) if enclave.truce is None), 151)

    weak, strong = (sum(days_held(g, seed) for seed in range(6)) for g in (0.1, 0.95))
    assert strong > weak


def test_a_truce_ends_once_an_offensive_that_is_worth_more_is_due() -> None:
    campaign, enclave = besieged(ATTACKED, truces__base=0.0)
    list(steps(campaign, 5))
    sign(campaign, enclave, LONG)
    fought = next(day for day in steps(campaign, 60) if enclave.assault.strength > 0)
    assert ended(campaign) == [(20, "offensive")]
    assert fought >= 20


def test_a_deal_takes_the_place_of_a_truce() -> None:
    campaign, enclave = besieged(ATTACKED, talks__contact=1.0, truces__base=0.0)
    list(steps(campaign, 5))
    sign(campaign, enclave, LONG)
    for _ in steps(campaign, 60):
        assert enclave.truce is None or enclave.agreement is None
