"""Named streams: the same bytes from the same seed, and levers that leave other streams untouched."""

from __future__ import annotations

import json
import subprocess
import sys
from zlib import crc32

import numpy as np
import pytest

from safepassage import Scenario, simulate
from safepassage.campaign import Campaign
from safepassage.randomness import Streams


def test_a_stream_depends_on_its_name_and_not_on_the_order_of_asking() -> None:
    one, two = Streams(5), Streams(5)
    first = one.of("war", "douma").random(3).tolist()
    two.of("talks", "douma").random(10)
    assert two.of("war", "douma").random(3).tolist() == first
    assert Streams(6).of("war", "douma").random(3).tolist() != first
    assert one.of("war", "harasta").random(3).tolist() != first


@pytest.mark.parametrize("seed", [0, 1, 2**32 - 1, 2**32, 2**100 + 5, 2**128 + 1, 2**200 + 7])
def test_a_stream_is_that_of_a_seed_sequence_spawned_by_its_name(seed: int) -> None:
    key = tuple(crc32(part.encode()) for part in ("war", "losses", "douma"))
    spawned = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))
    assert Streams(seed).of("war", "losses", "douma").random(5).tolist() == spawned.random(5).tolist()


def test_the_same_seed_gives_the_same_bytes_in_another_process() -> None:
    scenario = Scenario.load("two-towns")
    here = json.dumps(simulate(scenario, 3).summary)
    code = (
        "import json; from safepassage import Scenario, simulate;"
        "print(json.dumps(simulate(Scenario.load('two-towns'), 3).summary))"
    )
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert there.stdout.strip() == here


def test_runs_do_not_disturb_each_other_or_the_global_generators() -> None:
    scenario = Scenario.load("two-towns")
    alone = simulate(scenario, 3).summary
    np.random.seed(0)  # noqa: NPY002 - the global generator is what must stay untouched
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    simulate(scenario, 4)
    assert simulate(scenario, 3).summary == alone
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


def states(campaign: Campaign) -> dict[tuple[str, ...], str]:
    return {name: str(campaign.streams.of(*name).bit_generator.state) for name in campaign.streams.names()}


def after(scenario: Scenario, days: int) -> Campaign:
    campaign = Campaign(scenario, 2)
    for _ in range(days):
        campaign.step()
    return campaign


def test_a_lever_leaves_untouched_streams_untouched() -> None:
    """More buses change convoys; the households drawn, the war elsewhere and the monitor's dice stay as they were."""
    base = Scenario.load("south-damascus-2018")
    few, many = after(base, 25), after(base.with_overrides({"convoys.buses": 30}), 25)
    plain, other = states(few), states(many)
    touched = {
        "convoys",
        "agreements",
        "registration",
        "incidents",
        "monitor",
        "state_media",
        "consent",
        "talks",
        "war",
    }
    for name, state in plain.items():
        if name[0] not in touched:
            assert other[name] == state, name
    for d in range(len(base.tables.districts)):
        drawn = [campaign.world.households.dispositions.at(d) for campaign in (few, many)]
        assert all(np.array_equal(*columns) for columns in zip(*drawn, strict=True))


def test_a_lever_of_the_observers_changes_only_what_they_say() -> None:
    base = Scenario.load("south-damascus-2018")
    plain = simulate(base, 2)
    blind = simulate(base.with_overrides({"parameters.observers.monitor_sees": 0.0}), 2)
    assert (blind.reports["observer"] != "monitor").all()
    assert plain.convoys.equals(blind.convoys)
    assert states(plain.campaign) == states(blind.campaign)


def test_a_guarantee_leaves_the_days_before_the_first_deal_alone() -> None:
    """Until something is signed, the war and the people in it are the same with and without a guarantor."""
    base = Scenario.load("spring-2018")
    weak = base.with_overrides({f"brokers.{slug}.guarantee": 0.0 for slug in base.tables.brokers})
    with_guarantee, without = simulate(base, 1, days=15), simulate(weak, 1, days=15)
    columns = ["killed_fighters", "killed_civilians", "killed_government", "crossed"]
    assert with_guarantee.daily[columns].equals(without.daily[columns])
