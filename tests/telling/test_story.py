"""The story: every kind of event has a sentence, and the sentences say what happened in the scenario's own names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import safepassage
from safepassage import Result, Scenario, simulate
from safepassage.journal import Entry
from safepassage.scenario.schema import EventKind
from safepassage.telling.sentences import SENTENCES, Teller
from safepassage.telling.story import ending, story

PACKAGE = Path(safepassage.__file__).parent
DOCUMENT = Path(__file__).parents[2] / "runs" / "README.md"


def _texts(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.IfExp):
            yield from _texts([node.body, node.orelse])


def _kinds() -> set[str]:
    """Every kind that the code writes to the journal: as a text, or through the two functions that pass one on."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            if called.endswith("journal.write"):
                found.update(list(_texts(node.args[:2])))
            elif called == "_note" and len(node.args) > 2:
                found.update(_texts(node.args[2:3]))
            elif called == "world.end":
                found.update(_texts(node.args))
    return found


KINDS = _kinds()

# Details with which each kind is written, as in the code; two towns' names.
UPTON, DOWNHAM = "upton-guard-upton", "downham-league-downham"
SAMPLES: dict[str, dict[str, Any]] = {
    "offensive": {"districts": ["upton-fields", "upton"], "strength": 600},
    "offensive_over": {"districts": ["upton"]},
    "ultimatum": {"enclave": DOWNHAM, "until": 24},
    "bluff": {"enclave": DOWNHAM},
    "fall": {"district": "upton-fields", "enclave": UPTON, "crossed": 61},
    "severed": {"enclave": "upton-guard-upton-fields"},
    "split": {"parts": 2, "people": [138_860, 236_169]},
    "full_control": {},
    "stormed": {"enclave": UPTON},
    "withdrawal": {"enclave": UPTON, "people": 412},
    "withdrew": {"enclave": UPTON},
    "channel": {"enclave": UPTON, "broker": "elders"},
    "cosigned": {"enclave": UPTON, "broker": "elders"},
    "talks_broke": {"enclave": UPTON, "broker": "elders", "offers": 5},
    "signed": {
        "enclave": UPTON, "broker": "elders", "destination": "coast", "guarantor": "elders", "deniable": False,
        "terms": "passage to coast, light arms kept", "attempt": 2, "announced": 2500, "ground_lost": 0.431,
    },
    "registered": {"enclave": UPTON, "people": 616},
    "suspended": {"enclave": UPTON, "until": 33},
    "resumed": {"enclave": UPTON},
    "carried_out": {"enclave": UPTON},
    "collapsed": {"enclave": UPTON},
    "evacuated": {"enclave": UPTON},
    "settled": {"enclave": UPTON},
    "handover": {"enclave": UPTON, "districts": ["upton"], "to": "government"},
    "convoy_left": {
        "enclave": UPTON, "convoy": 2, "origins": ["upton"], "destination": "coast", "buses": 6, "people": 290,
        "fighters": 120, "entered": 1.19, "monitor_buses": 6, "monitor_people": 300, "denied": ["upton-fields"],
        "confirmed": [],
    },
    "shot_at": {"enclave": UPTON, "convoy": 2, "killed": 1},
    "convoy_arrived": {
        "enclave": UPTON, "convoy": 2, "destination": "coast", "people": 290, "without_shelter": 20, "held_hours": 13.0
    },
    "convoy_held": {"enclave": UPTON, "convoy": 2, "destination": "coast", "refused": True},
    "convoy_turned": {"enclave": UPTON, "convoy": 2, "destination": "coast"},
    "truce_signed": {"enclave": UPTON, "guarantor": "elders", "until": 70},
    "truce_ended": {"enclave": UPTON, "why": "offensive"},
    "residents_consented": {"enclave": UPTON, "support": 0.71},
    "residents_refused": {"enclave": UPTON, "support": 0.29, "scope": "choice"},
}  # fmt: skip

EVENTS: dict[str, dict[str, Any]] = {
    "corridor": {"districts": ["upton-fields"], "until": "2030-04-26"},
    "road_closed": {"a": "upton", "b": "valley-road", "until": "2030-04-26"},
    "road_opened": {"a": "valley-road", "b": "coast"},
    "destination_closed": {"destination": "coast", "until": "2030-04-20"},
    "destination_opened": {"destination": "coast"},
    "ultimatum": {"districts": ["downham"], "days": 1.0},
    "aid": {"districts": ["downham"], "days": 5.0},
    "truce": {"districts": ["downham"], "until": "2030-04-20"},
    "outside_pressure": {"value": 0.001},
    "seizure": {"districts": ["valley-road"], "faction": "upton-guard", "fighters": 30},
    "ally": {"ally": "river-militia", "air": 1.5, "strength": 200},
    "broker_access": {"broker": "elders", "access": ["islamic_state", "upton-guard"]},
}


@pytest.fixture
def teller(two_towns: Scenario) -> Teller:
    return Teller(two_towns, 90)


def tell(teller: Teller, kind: str, details: dict[str, Any], *, full: bool = False) -> str:
    entry = Entry(20, None, kind, details)
    teller.note(entry)
    return teller.sentence(entry, full=full)


def test_the_kinds_in_the_code_are_found() -> None:
    assert {"convoy_left", "convoy_held", "stormed", "evacuated", "settled", "outside_event"} <= KINDS


def test_every_kind_that_is_written_has_a_sentence() -> None:
    assert set(SENTENCES) >= KINDS


@pytest.mark.parametrize("kind", sorted((KINDS | set(SENTENCES)) - {"outside_event"}))
def test_a_sentence_is_plain(teller: Teller, kind: str) -> None:
    text = tell(teller, kind, SAMPLES[kind], full=True)
    assert_plain(text)
    assert kind == "convoy_left" or text[0] == text[0].upper()  # it follows "20 May, dawn:" and begins with a number


@pytest.mark.parametrize("event", [kind.value for kind in EventKind])
@pytest.mark.parametrize("note", ["", "as was reported"])
def test_every_outside_event_has_a_plain_sentence(teller: Teller, event: str, note: str) -> None:
    text = tell(teller, "outside_event", {"event": event, "note": note, **EVENTS[event]})
    assert_plain(text)
    assert note in text


def assert_plain(text: str) -> None:
    """A sentence without slugs, underscores, gaps or the program's own words for nothing."""
    assert text.endswith(".")
    for wrong in ("_", "  ", "None", "nan", "True", "False", "upton", "downham", "-guard", "[", "{"):
        assert wrong not in text, text
    assert not re.search(r"\b(1 [a-z]+s|the the|The The)\b", text), text


def test_every_kind_is_documented() -> None:
    text = DOCUMENT.read_text(encoding="utf-8").split("\n| kind | details |")[1].split("\n## ")[0]
    documented = re.findall(r"^\| `([a-z_]+)` \|(.*)\|$", text, flags=re.MULTILINE)
    assert {kind for kind, _ in documented} == KINDS
    for kind, told in documented:
        for key in SAMPLES.get(kind, {}):
            assert f"`{key}`" in told, f"{kind}: {key}"


def test_a_convoy_reads_as_promised() -> None:
    scenario = Scenario.load("south-damascus-2018")
    entry = Entry(31, 4.9, "convoy_left", {
        "enclave": "islamic-state-yarmouk", "convoy": 1, "origins": ["yarmouk", "tadamun"], "destination": "badia",
        "buses": 6, "people": 290, "fighters": 200, "entered": 1.2, "monitor_buses": 6, "monitor_people": 300,
        "denied": ["hajar-al-aswad"], "confirmed": [],
    })  # fmt: skip
    assert story(scenario, [entry], 60) == [
        (
            31,
            "20 May, dawn: six buses with 290 people leave Yarmouk and Tadamun for the Badia."
            " The monitor reports six buses; state media deny it in Hajar al-Aswad.",
        )
    ]


@pytest.mark.parametrize(
    ("n", "told"), [(1, "one bus with one person leaves"), (13, "13 buses with 1,200 people leave")]
)
def test_numbers_to_twelve_are_words(teller: Teller, n: int, told: str) -> None:
    details = SAMPLES["convoy_left"] | {"buses": n, "people": 1 if n == 1 else 1200}
    assert tell(teller, "convoy_left", details).startswith(told)


@pytest.mark.parametrize(
    ("denied", "confirmed", "seen", "told"),
    [
        ([], [], None, "The monitor does not report it; state media say nothing new."),
        ([], ["upton"], 5, "The monitor reports five buses; state media confirm it in Upton."),
        (["upton"], ["downham"], 1, "reports one bus; state media deny it in Upton and confirm it in Downham."),
    ],
)
def test_what_observers_say(
    teller: Teller, denied: list[str], confirmed: list[str], seen: int | None, told: str
) -> None:
    details = SAMPLES["convoy_left"] | {"denied": denied, "confirmed": confirmed, "monitor_buses": seen}
    assert tell(teller, "convoy_left", details).endswith(told)


def test_a_seizure_of_what_is_still_defended_is_told_as_such(teller: Teller) -> None:
    text = tell(teller, "outside_event", {"event": "seizure", **EVENTS["seizure"], "districts": ["downham"]})
    assert "Still defended in this run, Downham is not seized" in text


@pytest.mark.parametrize(
    ("broker", "guarantor", "lost", "told"),
    [
        ("elders", "elders", 0.431,
         "Brokered and guaranteed by the council of elders, an agreement is reached with Upton Guard,"
         " with 43 % of the defence broken: passage to the coast."),
        ("elders", None, 0.0,
         "Brokered by the council of elders and guaranteed by nobody, an agreement is reached with Upton Guard,"
         " with the defence unbroken: passage to the coast."),
        (None, "elders", 1.0,
         "In direct talks and guaranteed by the council of elders, an agreement is reached with Upton Guard,"
         " with 100 % of the defence broken: passage to the coast."),
        (None, None, None,
         "In direct talks and guaranteed by nobody, an agreement is reached with Upton Guard: passage to the coast."),
    ],
)  # fmt: skip
def test_an_agreement_says_who_brokered_who_vouched_and_what_was_lost(
    teller: Teller, broker: str | None, guarantor: str | None, lost: float | None, told: str
) -> None:
    details = SAMPLES["signed"] | {
        "broker": broker, "guarantor": guarantor, "ground_lost": lost, "attempt": 1, "announced": None,
        "terms": "passage to coast",
    }  # fmt: skip
    assert tell(teller, "signed", details) == told


def test_talks_without_a_go_between_are_told_as_such(teller: Teller) -> None:
    nobody = {"enclave": UPTON, "broker": None}
    assert tell(teller, "channel", nobody) == (
        "The Valley government and Upton Guard begin to talk directly, without a go-between."
    )
    assert tell(teller, "talks_broke", nobody | {"offers": 1}) == "Direct talks with Upton Guard break after one offer."


@pytest.mark.parametrize(
    ("guarantor", "told"),
    [
        ("elders", "the word of the council of elders, which vouched, is tarnished."),
        (None, "the word of the Valley government, for which nobody else vouched, is tarnished."),
    ],
)
def test_a_collapse_says_whose_word_is_tarnished(teller: Teller, guarantor: str | None, told: str) -> None:
    tell(teller, "signed", SAMPLES["signed"] | {"guarantor": guarantor})
    said = tell(teller, "collapsed", {"enclave": UPTON})
    assert said == f"The agreement with Upton Guard collapses; {told}"


def test_a_collapse_in_a_run_that_does_not_tell_what_was_lost_blames_nobody(teller: Teller) -> None:
    tell(teller, "signed", {key: value for key, value in SAMPLES["signed"].items() if key != "ground_lost"})
    assert tell(teller, "collapsed", {"enclave": UPTON}) == "The agreement with Upton Guard collapses."


def test_ground_that_a_group_withdrew_from_is_left_not_handed_over(teller: Teller) -> None:
    handover = SAMPLES["handover"] | {"districts": ["upton", "upton-fields"]}
    assert tell(teller, "handover", handover) == "Upton and Upton Fields are handed over to the Valley government."
    tell(teller, "withdrew", {"enclave": UPTON})
    assert tell(teller, "handover", handover) == "Upton and Upton Fields are left to the Valley government."


def test_the_other_side_of_an_exchange_says_that_its_patron_signs() -> None:
    scenario = Scenario.load("spring-2018")
    exchange = scenario.tables.exchanges[0]
    both = {
        side: next(e for e in enclaves_of(scenario) if e.startswith(f"{side}-")) for side in (exchange.a, exchange.b)
    }
    garrison = next(e for e in both.values() if Teller(scenario, 120).names.has_patron(e))
    others = next(e for e in both.values() if e != garrison)
    signed = SAMPLES["signed"] | {"broker": "russia", "guarantor": "russia", "destination": None, "attempt": 1}
    teller = Teller(scenario, 120)
    assert tell(teller, "signed", signed | {"enclave": others}).startswith("Brokered and guaranteed by Russia, an ")
    told = tell(teller, "signed", signed | {"enclave": garrison})
    assert told.startswith("In exchange and guaranteed by Russia, the departure of ")
    assert " is agreed and signed by their patron, with 43 % of the defence broken: " in told


def enclaves_of(scenario: Scenario) -> list[str]:
    """Every way to name an enclave: a faction and a district."""
    return [f"{table.holder}-{slug}" for slug, table in scenario.tables.districts.items()]


def test_an_agreement_says_how_often_it_was_tried() -> None:
    scenario = Scenario.load("south-damascus-2018")
    details = SAMPLES["signed"] | {
        "enclave": "islamic-state-yarmouk", "broker": "palestinian-factions", "guarantor": "russia",
        "destination": "badia", "terms": "passage to badia, by night and without cameras",
    }  # fmt: skip
    text = tell(Teller(scenario, 60), "signed", details)
    assert text == (
        "Brokered by the Palestinian factions and guaranteed by Russia, a second agreement is reached with the Islamic"
        " State in southern Damascus, with 43 % of the defence broken: passage to the Badia, by night and without"
        " cameras. Officials announce that 2,500 people will leave."
    )


def entries(*kinds: tuple[int, str, dict[str, Any]]) -> list[Entry]:
    return [Entry(day, 5.0 if kind == "convoy_left" else None, kind, details) for day, kind, details in kinds]


def test_the_condensed_story_sums_up_an_agreements_later_convoys(two_towns: Scenario) -> None:
    left = SAMPLES["convoy_left"]
    told = story(
        two_towns,
        entries(
            (10, "channel", SAMPLES["channel"]),
            (12, "convoy_left", left | {"convoy": 1}),
            (13, "convoy_left", left | {"convoy": 2}),
            (14, "convoy_left", left | {"convoy": 3, "denied": []}),
            (15, "evacuated", {"enclave": UPTON}),
        ),
        90,
    )
    assert [day for day, _ in told] == [12, 14, 15]
    assert told[0][1].startswith("13 April, dawn: six buses with 290 people leave Upton for the coast.")
    assert told[1][1] == (
        "14 April to 15 April: two more convoys, 12 buses in all, take 580 people from Upton to the coast."
        " State media deny them in Upton Fields."
    )
    assert told[2][1] == "16 April: The departure of Upton Guard is over: 870 people have left in three convoys."


def test_the_condensed_story_joins_a_days_falls_and_ultimatums(two_towns: Scenario) -> None:
    told = story(
        two_towns,
        entries(
            (3, "fall", {"district": "upton-fields", "enclave": UPTON, "crossed": 1}),
            (3, "fall", {"district": "downham", "enclave": DOWNHAM, "crossed": 2}),
            (4, "ultimatum", {"enclave": UPTON, "until": 9}),
            (4, "ultimatum", {"enclave": DOWNHAM, "until": 9}),
            (4, "outside_event", {"event": "ultimatum", "districts": ["upton", "downham"], "days": 5.0, "note": ""}),
        ),
        90,
    )
    assert [text for _, text in told] == [
        "4 April: Upton Fields and Downham fall to the Valley government; three people cross the lines.",
        "5 April: An ultimatum to Upton Guard and Downham League runs until 10 April.",
    ]


def test_telling_does_not_change_the_journal(two_towns: Scenario) -> None:
    told = entries((3, "fall", SAMPLES["fall"]), (3, "fall", {"district": "downham", "enclave": DOWNHAM, "crossed": 2}))
    before = repr(told)
    story(two_towns, told, 90)
    assert repr(told) == before


def test_the_full_story_has_a_sentence_for_each_entry(two_towns_run: Result) -> None:
    journal = two_towns_run.campaign.world.journal.entries
    told = story(two_towns_run.scenario, journal, 90, full=True)
    assert len(told) == len(journal)
    assert [day for day, _ in told] == sorted(entry.day for entry in journal)


@pytest.mark.parametrize("name", ["spring-2018", "south-damascus-2018"])
def test_a_whole_run_is_plain_dated_and_of_readable_length(name: str) -> None:
    result = simulate(Scenario.load(name), seed=1)
    told = story(result.scenario, result.campaign.world.journal.entries, result.days)
    assert len(told) <= 110
    assert [day for day, _ in told] == sorted(day for day, _ in told)
    slugs = set(result.scenario.tables.factions) | {s for s in result.scenario.tables.districts if "-" in s}
    for _, text in told:
        assert re.match(r"\d+ (February|March|April|May|June|July)", text), text
        assert not any(re.search(rf"(?<![\w-]){slug}(?![\w-])", text) for slug in slugs), text


def test_the_ending_tells_the_totals(two_towns_run: Result) -> None:
    totals = two_towns_run.summary["totals"]
    text = " ".join(ending(two_towns_run.scenario, totals, 90))
    for key in ("population", "evacuated", "stayed"):
        assert f"{totals[key]:,}" in text
    told = ending(
        two_towns_run.scenario,
        totals | {"in_transit": 40, "without_shelter": 7, "full_control_day": None},
        90,
    )
    assert "40 people are still on the road." in told
    assert "Of those who arrived, 7 came when all places in reception were taken." in told
    assert not any("Full control" in sentence for sentence in told)
