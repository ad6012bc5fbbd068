"""Departures that are tied: each stage of one side waits for the same stage of the other, and so does its end."""

from __future__ import annotations

from rules.world import EXCHANGE, Overrides, agreement, convoys, days_of, event, journal, kinds, outlook, people, run


def exchange(stages: int) -> Overrides:
    return {"exchanges": [{"a": "guard", "b": "garrison", "stages": stages}]}


def test_each_side_leaves_in_as_many_stages_as_agreed() -> None:
    for stages in (1, 2, 4):
        after = run(14, EXCHANGE, exchange(stages))
        for side, total in (("guard", 700), ("garrison", 420)):
            parts = [convoy["people"] for convoy in convoys(after, side)]
            assert len(parts) == stages
            assert sum(parts) == total
            assert max(parts) < 1.5 * total / stages


def test_neither_side_is_ever_a_stage_ahead_of_the_other_for_long() -> None:
    after = run(14, EXCHANGE, exchange(4))
    guard, garrison = ([convoy["day"] for convoy in convoys(after, side)] for side in ("guard", "garrison"))
    assert all(abs(mine - theirs) <= 1 for mine, theirs in zip(guard, garrison, strict=True))
    assert len(set(guard)) == len(set(garrison)) == 4


def test_the_second_stage_waits_for_the_others_first() -> None:
    shut: Overrides = {"events": [event(2, "road_closed", a="ground", b="capital", until=6)]}
    after = run(14, EXCHANGE, shut)
    guard, garrison = ([convoy["day"] for convoy in convoys(after, side)] for side in ("guard", "garrison"))
    assert guard[0] < 7 == garrison[0]
    assert guard[1] >= 7


def test_without_an_exchange_nobody_waits() -> None:
    shut: Overrides = {"events": [event(2, "road_closed", a="ground", b="capital", until=6)], "exchanges": []}
    assert [convoy["day"] for convoy in convoys(run(9, EXCHANGE, shut), "guard")] == [2]


def test_nobody_leaves_while_the_other_is_still_registering() -> None:
    slow: Overrides = {"agreements.registration_days": 8.0}
    for seed in range(5):
        after = run(30, EXCHANGE, slow, seed=seed)
        assert days_of(after, "convoy_left")[0] >= max(days_of(after, "registered"))


# Every day an incident ends the guard's deal; the garrison, of another kind, has none of its own.
BROKEN: Overrides = {
    **EXCHANGE,
    "factions.garrison": {**EXCHANGE["factions.garrison"], "kind": "jihadist"},
    "brokers.elders.guarantee": 0.0,
    "credibility.trust": 0.99,
    "credibility.trust_weight": 6e3,
    "scopes.leaving": 9.0,
    "agreements.incidents": 1e3,
    "agreements.hardline_jihadist": 0.0,
    "agreements.collapse": 1.0,
    "talks.pause_days": 2.0,
}


def test_an_exchange_that_breaks_breaks_for_both() -> None:
    after = run(4, BROKEN)
    assert [(entry["day"], entry["enclave"]) for entry in journal(after, "collapsed")] == [
        (2, "guard-west"),
        (2, "garrison-east"),
    ]
    assert people(after, "west") == 700


def test_whoever_signs_again_was_interrupted_even_without_an_incident_of_its_own() -> None:
    first, again = (agreement(run(days, BROKEN), "garrison") for days in (4, 9))
    assert (first["attempts"], first["interrupted"]) == (1, False)
    assert (again["attempts"], again["interrupted"], again["incidents"]) == (2, True, 0)


def test_whoever_is_done_keeps_nobody_waiting() -> None:
    small: Overrides = {"districts.east.population": 0, "factions.garrison.fighters": 0}
    after = run(9, EXCHANGE, small)
    assert days_of(after, "settled", enclave="garrison-east") != []
    assert sum(convoy["people"] for convoy in convoys(after, "guard")) == 700


def test_the_garrisons_ground_passes_to_its_besieger_and_out_of_the_war() -> None:
    after = run(12, EXCHANGE)
    to = {entry["enclave"]: entry["to"] for entry in journal(after, "handover")}
    assert to == {"guard-west": "government", "garrison-east": "guard"}
    assert kinds(after).count("evacuated") == 2


def test_the_order_to_leave_comes_with_the_exchange() -> None:
    held: Overrides = {"scopes.orders": 9.0}
    alone: Overrides = {"exchanges": []}

    def could_have(*overrides: Overrides) -> float:
        return outlook(run(1, EXCHANGE, *overrides), "best_faction", "garrison")[0]

    assert could_have(held) == could_have({"scopes.orders": 0.0})
    assert could_have(held, alone) < could_have({"scopes.orders": 0.0}, alone) - 1.0
    assert agreement(run(9, EXCHANGE, held), "garrison")["outcome"] == "evacuated"
    assert agreement(run(9, EXCHANGE, held, alone), "garrison")["outcome"] != "evacuated"
