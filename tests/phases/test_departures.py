"""What becomes of people after deals of each scope, and where residents refuse to go in part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from behaviour.towns import Country, Town, alone
from safepassage import Scenario
from safepassage.campaign import Campaign
from safepassage.scenario import GOVERNMENT
from safepassage.world.enclave import Enclave

CALM = Town(civilians=20_000, prewar=25_000, damage=0.05, fighters=500, strength=2_500, assault_day=20, notice=10)
RUIN = Town(civilians=2_500, prewar=60_000, fort=3.0, damage=0.9, fighters=400, strength=5_000, capital=True)
CORNER = Town(civilians=600, prewar=10_000, fighters=200, strength=2_000)
GARRISON = Town(
    civilians=6_000, prewar=10_000, fighters=800, strength=0, garrison_of="government", receiver="government",
    besieger="town",
)  # fmt: skip
SEEDS = range(1, 6)


class End(NamedTuple):
    """How a run ended for one group."""

    campaign: Campaign
    enclave: Enclave

    @property
    def alive(self) -> int:
        """People who left by convoy or are still where they lived."""
        held = self.campaign.world.network.index
        here = [d for slug, d in held.items() if slug.startswith(f"{self.enclave.faction.slug}-")]
        return self.enclave.tally.evacuated + sum(self.campaign.world.households.people[d] for d in here)


def ends(
    scenario: Scenario,
    faction: str,
    settings: Mapping[str, float] | None = None,
    each_day: Callable[[Campaign], object] = id,
) -> list[End]:
    """Runs of several seeds; of a group that split its first part."""
    found = []
    for seed in SEEDS:
        campaign = Campaign(scenario.with_overrides({f"parameters.{k}": v for k, v in (settings or {}).items()}), seed)
        for _ in range(scenario.tables.scenario.days):
            campaign.step()
            each_day(campaign)
        enclave = next(e for e in campaign.world.roll.enclaves if e.faction.slug == faction)
        found.append(End(campaign, enclave))
    return found


def test_of_a_list_about_a_tenth_of_the_fighters_leave_and_the_rest_settles() -> None:
    only_lists = {"scopes.g_choice": 5.0, "scopes.g_all": 5.0}
    shares = []
    for end in ends(alone(CALM).scenario(), "town", only_lists):
        tally = end.enclave.tally
        if end.enclave.outcome != "evacuated" or tally.attempts > 1:
            continue
        assert tally.scope == "listed"
        stayed = tally.settled_fighters + tally.deserted_fighters
        shares.append(tally.fighters_evacuated / (tally.fighters_evacuated + stayed))
        assert tally.settled_fighters > tally.deserted_fighters
        assert tally.evacuated < 0.05 * end.alive
    assert len(shares) >= 3
    assert all(0.01 < share < 0.2 for share in shares)


def test_where_all_must_go_nearly_everybody_leaves() -> None:
    only_all = {"scopes.g_choice": 5.0, "scopes.g_listed": 50.0}
    left = [end for end in ends(alone(RUIN).scenario(), "town", only_all) if end.enclave.outcome == "evacuated"]
    assert len(left) >= 3
    for end in left:
        assert end.enclave.tally.scope == "all"
        assert end.enclave.tally.evacuated > 0.8 * end.alive


def test_fighters_who_stay_are_fighters_no_more_wherever_ground_is_handed_over() -> None:
    """Also in districts that change hands while others still wait for buses."""
    partly = 0

    def no_fighters_behind(campaign: Campaign) -> None:
        nonlocal partly
        world = campaign.world
        fallen = {entry.details["district"] for entry in world.journal.entries if entry.kind == "fall"}
        handed = [d for d in range(len(world.network.slugs)) if world.network.holder[d] == GOVERNMENT]
        handed = [d for d in handed if world.network.slugs[d] not in fallen]
        partly += 1 < len(handed) < len(world.network.slugs)
        assert not any(world.households.fighters_at[d] for d in handed)

    found = ends(alone(CALM, buses=3).scenario(), "town", each_day=no_fighters_behind)
    assert partly > 0
    assert sum(end.enclave.tally.settled_fighters > 0 for end in found) >= 3


def test_where_residents_refuse_only_emergency_cases_leave_and_the_enclave_holds() -> None:
    country = Country(
        {"town": CORNER, "garrison": GARRISON}, go_betweens=("patron",), exchange=("town", "garrison"), army=2_500
    )
    refused = [
        end
        for end in ends(country.scenario(), "garrison")
        if end.enclave.tally.residents == "refused" and end.enclave.tally.attempts == 1
    ]
    assert len(refused) >= 2
    for end in refused:
        tally, network = end.enclave.tally, end.campaign.world.network
        assert tally.evacuated < 0.01 * GARRISON.civilians
        assert end.enclave.outcome in ("holding", "truce")
        held = [d for slug, d in network.index.items() if slug.startswith("garrison-")]
        assert {network.holder[d] for d in held} == {"garrison"}
        assert (tally.settled_fighters, tally.deserted_fighters) == (0, 0)
        assert end.campaign.world.fighters_in(end.enclave) + tally.fighters_evacuated == GARRISON.fighters
