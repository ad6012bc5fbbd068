"""The seed report of 20 May 2018: each of its facts S1 to S20 has a mechanism, and each mechanism is shown here.

What is tested is that the mechanism exists and works the way the report says, not that chance hits 20 May.
"""

from __future__ import annotations

import datetime as dt
from statistics import median
from typing import Any

import networkx as nx
import pytest

from safepassage import Scenario, simulate
from safepassage.actors import Ally, Broker, Community, Faction, Government, Monitor, StateMedia, UnitedNations
from safepassage.campaign import Campaign
from safepassage.equations.scopes import DEPARTURES
from safepassage.simulation import Result
from safepassage.world.enclave import Enclave
from safepassage.world.pocket import QUIET
from safepassage.world.situations import situation_of

ISLAMIC_STATE = "islamic-state-yarmouk"
SEEDS = range(1, 13)


def the_last_pocket(campaign: Campaign) -> Enclave:
    """The enclave of the Islamic State."""
    return next(e for e in campaign.world.roll.enclaves if e.name == ISLAMIC_STATE)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.load("south-damascus-2018")


@pytest.fixture(scope="module")
def runs(scenario: Scenario) -> list[Result]:
    return [simulate(scenario, seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def signed(runs: list[Result]) -> list[Result]:
    """Runs in which the Islamic State left by agreement."""
    left = [run for run in runs if row(run)["convoys"] > 0]
    assert len(left) >= len(runs) / 2
    return left


def row(run: Result, enclave: str = ISLAMIC_STATE) -> dict[str, Any]:
    return next(r for r in run.summary["agreements"] if r["enclave"] == enclave)


def with_parameters(scenario: Scenario, **values: float) -> Scenario:
    return scenario.with_overrides({f"parameters.{name.replace('__', '.')}": value for name, value in values.items()})


def test_s01_carrying_out_starts_on_a_date(scenario: Scenario, signed: list[Result]) -> None:
    reported = scenario.tables.reported.agreements[ISLAMIC_STATE].first_convoy_date
    assert reported == dt.date(2018, 5, 20)
    for run in signed:
        first = run.convoys[run.convoys["enclave"] == ISLAMIC_STATE].iloc[0]
        assert row(run)["first_convoy_day"] == first["day"]
        assert scenario.start + dt.timedelta(int(first["day"])) > scenario.start


def test_s02_buses_enter_after_midnight(signed: list[Result]) -> None:
    for run in signed:
        assert run.convoys["entry_hour"].between(0, 2).all()


def test_s03_buses_leave_near_dawn(signed: list[Result]) -> None:
    for run in signed:
        assert run.convoys["departure_hour"].between(4, 6).all()


def test_s04_a_first_convoy_of_a_few_buses_counted_by_an_observer(signed: list[Result]) -> None:
    first = [row(run)["first_convoy_buses"] for run in signed]
    assert 3 <= median(first) <= 20
    counted = [
        report
        for run in signed
        for report in run.campaign.world.reports
        if report.observer == "monitor" and report.enclave == ISLAMIC_STATE
    ]
    assert counted
    assert all(report.buses is not None and report.buses >= 1 for report in counted)


def test_s05_aboard_are_fighters_and_their_relatives(scenario: Scenario, signed: list[Result]) -> None:
    for run in signed:
        convoys = run.convoys[run.convoys["enclave"] == ISLAMIC_STATE]
        assert (convoys["people"] >= convoys["fighters"]).all()
        assert convoys["fighters"].sum() > 0.4 * convoys["people"].sum()
    without_kin = with_parameters(scenario, households__family_here=0.0)
    for run in signed[:3]:
        alone = row(simulate(without_kin, run.seed))
        if alone["convoys"]:
            assert alone["evacuated"] < row(run)["evacuated"]


def test_s06_one_enclave_of_several_districts(signed: list[Result]) -> None:
    for run in signed:
        assert {"Yarmouk", "Tadamun"} <= {name.split(" (")[0] for name in row(run)["districts"]}
        origins = ";".join(run.convoys[run.convoys["enclave"] == ISLAMIC_STATE]["origins"]).split(";")
        assert "yarmouk" in origins


def test_s07_the_battle_is_on_fronts_between_districts(scenario: Scenario) -> None:
    campaign = Campaign(scenario, 1)
    assert isinstance(campaign.world.network.fronts, nx.Graph)
    for _ in range(5):
        campaign.step()
    fighting = {campaign.world.network.slugs[d] for enclave in campaign.world.active for d, _ in enclave.assault.fronts}
    assert fighting
    assert fighting <= {"hajar-al-aswad", "tadamun", "yarmouk", "qadam"}


def worth_of_leaving(campaign: Campaign) -> float:
    """What the best deal by which people leave is worth to the last pocket's group today, before any transfer."""
    offers = campaign.world.tables[the_last_pocket(campaign).name].offers
    return max(scope.worth + p.gain for scope in offers for p in scope.bundles.by_gain if p.scope in DEPARTURES)


def test_s08_ground_of_ones_own_side_makes_leaving_worth_more(scenario: Scenario, runs: list[Result]) -> None:
    campaign = Campaign(scenario, 1)
    faction = campaign.world.factions["islamic-state"]
    assert campaign.world.reception.relation("badia", faction) == 1
    assert campaign.world.reception.relation("idlib", faction) == -1
    other = Campaign(with_parameters(scenario, scopes__relation=0.0), 1)
    for _ in range(5):  # on the first days the group in the desert takes nobody
        campaign.step()
        other.step()
    assert worth_of_leaving(other) < worth_of_leaving(campaign)
    closed = Scenario.load("no-desert-destination")
    left = [row(simulate(closed, seed))["evacuated"] for seed in SEEDS]
    assert sum(n > 0 for n in left) < sum(row(run)["evacuated"] > 0 for run in runs)


def test_s09_a_ceasefire_covers_the_passage(scenario: Scenario, signed: list[Result]) -> None:
    """While an agreement binds, its enclave is not attacked and nobody in it is killed."""
    run = signed[0]
    campaign = Campaign(scenario, run.seed)
    enclave = the_last_pocket(campaign)
    under_ceasefire = 0
    for _ in range(row(run)["last_convoy_day"] + 1):
        before = (enclave.agreement, enclave.tally.militants_killed)
        campaign.step()
        if before[0] is not None and enclave.agreement is not None:
            under_ceasefire += 1
            assert enclave.tally.militants_killed == before[1]
            assert enclave.assault == QUIET
            assert not any(d in enclave.districts for other in campaign.world.active for d, _ in other.assault.fronts)
    assert under_ceasefire >= 1
    signed_entry = next(e for e in campaign.world.journal.entries if e.kind == "signed")
    assert ", to " in signed_entry.details["terms"]


def test_s10_the_agreement_follows_weeks_of_fighting(signed: list[Result]) -> None:
    days = [row(run)["agreement_day"] - row(run)["offensive_day"] for run in signed]
    assert 12 <= median(days) <= 60
    south = simulate(Scenario.load("spring-2018"), 1).summary
    offensive = {r["enclave"]: r["offensive_day"] for r in south["agreements"]}
    assert offensive["jaysh-al-islam-douma"] < offensive[ISLAMIC_STATE]  # Ghouta first, the south after it


def test_s11_allies_add_air_power_and_strength(scenario: Scenario) -> None:
    campaign = Campaign(scenario, 1)
    assert campaign.world.government.air > 1
    assert campaign.world.government.strength > scenario.tables.government.strength
    alone = scenario.with_overrides({f"allies.{slug}.air": 1.0 for slug in scenario.tables.allies})
    alone = alone.with_overrides({f"allies.{slug}.strength": 0 for slug in scenario.tables.allies})
    helped, unhelped = simulate(scenario, 1, days=15), simulate(alone, 1, days=15)
    assert helped.summary["totals"]["killed"] > unhelped.summary["totals"]["killed"]


def test_s12_brokers_arrange_the_deals_and_deals_bring_deals(signed: list[Result]) -> None:
    brokers = {row(run)["broker"] for run in signed}
    assert brokers & {"russia", "palestinian-factions"}
    campaign = signed[0].campaign
    faction = campaign.world.factions["southern-suburbs-groups"]
    enclave = next(e for e in campaign.world.roll.enclaves if e.faction is faction)
    now = situation_of(campaign.world, enclave)
    assert now.peers_ended >= 5  # those of the precedents
    standing = now._replace(ground_lost=0.0)
    assert faction.goes_all_the_way(standing._replace(peers_ended=1)) < faction.goes_all_the_way(standing)


def test_s13_the_last_departure_is_full_control(scenario: Scenario, runs: list[Result]) -> None:
    capital = [scenario.tables.districts[slug] for slug in scenario.tables.scenario.capital_region]
    assert len(capital) >= 4
    full = [run for run in runs if run.summary["totals"]["full_control_day"] is not None]
    assert len(full) >= len(runs) / 2
    for run in full:
        network = run.campaign.world.network
        held = {network.holder[network.index[slug]] for slug in scenario.tables.scenario.capital_region}
        assert held == {"government"}


def test_s14_yarmouk_before_the_war(scenario: Scenario) -> None:
    assert scenario.tables.districts["yarmouk"].population_prewar == 160_000
    emptier = scenario.with_overrides({"districts.yarmouk.population_prewar": 5_000})
    index = Campaign(scenario, 1).world.network.index["yarmouk"]
    assert Campaign(emptier, 1).world.network.resistance[index] < Campaign(scenario, 1).world.network.resistance[index]


def test_s15_destruction_drives_people_out(scenario: Scenario) -> None:
    assert scenario.tables.districts["yarmouk"].damage == 1.0
    whole = Scenario.load("two-towns").with_overrides({"districts.upton.damage": 0.0, "districts.downham.damage": 0.0})
    ruined = whole.with_overrides({"districts.upton.damage": 1.0, "districts.downham.damage": 1.0})
    stayed = [
        sum(simulate(s, seed).summary["totals"]["evacuated"] for seed in range(6))
        for s in (whole, ruined)
    ]  # fmt: skip
    assert stayed[1] > stayed[0]


def test_s16_state_media_answer_district_by_district(signed: list[Result]) -> None:
    says: dict[str, set[str]] = {}
    for run in signed:
        for report in run.campaign.world.reports:
            if report.observer == "state_media" and report.enclave == ISLAMIC_STATE:
                says.setdefault(str(report.district), set()).add(report.says)
    assert len(says) >= 2
    assert {"denies", "silent"} <= set().union(*says.values())
    one_deal_several_answers = [
        {r.says for r in run.campaign.world.reports if r.observer == "state_media" and r.enclave == ISLAMIC_STATE}
        for run in signed
    ]
    assert any(len(answers) > 1 for answers in one_deal_several_answers)
    assert any(row(run)["denied"] for run in signed)


def test_s17_a_monitor_reports_the_convoys(signed: list[Result]) -> None:
    reported = [r for run in signed for r in run.campaign.world.reports if r.observer == "monitor"]
    convoys = sum(len(run.campaign.world.convoys) for run in signed)
    assert 0.8 * convoys <= len(reported) <= convoys
    assert any(r.people != r.true_people for r in reported)


def test_s18_rebels_go_north(runs: list[Result]) -> None:
    by_destination: dict[str, int] = {}
    for run in runs:
        for place, people in run.summary["totals"]["evacuated_by_destination"].items():
            by_destination[place] = by_destination.get(place, 0) + people
    north = sum(by_destination.get(place, 0) for place in ("idlib", "al-bab", "afrin"))
    assert north > by_destination["badia"]
    rebels = [r["destination"] for run in runs for r in run.summary["agreements"] if r["kind"] == "rebel"]
    assert "badia" not in rebels


def test_s19_many_leave_within_sixty_days_and_the_un_counts_them() -> None:
    run = simulate(Scenario.load("spring-2018"), 2)
    totals = run.summary["totals"]
    assert 85_000 <= totals["largest_60_day_evacuation"] <= 150_000
    published = [r for r in run.campaign.world.reports if r.observer == "un"]
    assert published[-1].people == totals["reported_evacuated"]
    assert all(r.people is not None and r.people % 100 == 0 for r in published)
    assert all(r.people <= r.true_people + 500 for r in published if r.people and r.true_people)


def test_s20_outside_pressure_is_a_cost_of_fighting_on(scenario: Scenario) -> None:
    pressed = scenario.with_overrides({"government.outside_pressure": 0.02})
    free, bound = Campaign(scenario, 1), Campaign(pressed, 1)
    for campaign in (free, bound):
        for _ in range(10):
            campaign.step()
    value = [the_last_pocket(c).outlook.value_government for c in (free, bound)]
    assert value[1] <= value[0]
    assert value[0] > 0
    assert Scenario.load("us-draw-down").hash != scenario.hash


def test_the_actors_asked_for_are_agents_of_the_model(scenario: Scenario) -> None:
    campaign = Campaign(scenario, 1)
    kinds = {type(agent) for agent in campaign.agents}
    assert {Government, Ally, Faction, Broker, Community, Monitor, StateMedia, UnitedNations} <= kinds
    campaign.step()
    assert len(campaign.datacollector.get_model_vars_dataframe()) == 1
