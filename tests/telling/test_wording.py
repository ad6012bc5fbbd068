"""Words for numbers, dates and names."""

from __future__ import annotations

import datetime as dt

import pytest

from safepassage import Scenario
from safepassage.telling.wording import (
    Calendar,
    Names,
    clock,
    counted,
    listed,
    number,
    ordinal,
    part_of_day,
    percent,
    rounded,
    the,
)


def test_numbers() -> None:
    assert [number(n) for n in (0, 1, 12, 13, 1200)] == ["no", "one", "twelve", "13", "1,200"]
    assert [ordinal(n) for n in (1, 2, 12, 13)] == ["first", "second", "twelfth", "13th"]
    assert [counted(n, "bus", "buses") for n in (1, 2)] == ["one bus", "two buses"]
    assert counted(3, "day") == "three days"
    assert [percent(share) for share in (0.0, 0.431, 1.0)] == ["0 %", "43 %", "100 %"]


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.0, "0"), (0.12345, "0.1235"), (12.0, "12"), (999.96, "1,000"), (1000.4, "1,000"), (91_673.2, "91,670"),
     (-139_600.0, "-139,600"), (2.5e8, "250,000,000"), (1e-6, "1e-06"), (float("nan"), "nan"), (float("inf"), "inf")],
)  # fmt: skip
def test_measured_numbers(value: float, told: str) -> None:
    assert rounded(value) == told


def test_measured_numbers_may_be_shorter_and_signed() -> None:
    assert [rounded(x, 3, sign=True) for x in (57_140.0, -0.5, 0.0)] == ["+57,100", "-0.5", "+0"]


@pytest.mark.parametrize(
    ("names", "told"),
    [("", ""), ("A", "A"), ("AB", "A and B"), ("ABC", "A, B and C"), ("ABCDEFG", "A, B, C, D and three others")],
)
def test_lists(names: str, told: str) -> None:
    assert listed(names) == told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Russia", "Russia"),
        ("United Nations", "the United Nations"),
        ("Badia", "the Badia"),
        ("The coast", "the coast"),
        ("Syrian government", "the Syrian government"),
        ("Jaysh al-Islam", "Jaysh al-Islam"),
        ("Upton Guard", "Upton Guard"),
        ("Groups of northern Homs", "the groups of northern Homs"),
        ("Islamic State in southern Damascus", "the Islamic State in southern Damascus"),
        ("Hayat Tahrir al-Sham in Yarmouk", "Hayat Tahrir al-Sham in Yarmouk"),
        ("Palestinian factions", "the Palestinian factions"),
        ("Local notables", "the local notables"),
    ],
)
def test_articles(name: str, told: str) -> None:
    assert the(name) == told


def test_hours() -> None:
    assert [part_of_day(h) for h in (1, 5, 9, 12, 15, 20, 23)] == [
        "night", "dawn", "morning", "midday", "afternoon", "evening", "night",
    ]  # fmt: skip
    assert [clock(h) for h in (0.1, 1.5, 13.0)] == ["0:06", "1:30", "13:00"]


def test_dates_name_the_year_only_where_it_is_needed() -> None:
    calendar = Calendar(dt.date(2018, 4, 19), 60)
    assert (calendar.words(31), calendar.short(31)) == ("20 May", "20 May")
    assert calendar.words(dt.date(2019, 1, 2)) == "2 January 2019"
    assert calendar.day(dt.date(2018, 4, 20)) == 1
    assert Calendar(dt.date(2018, 12, 1), 60).words(0) == "1 December 2018"


def test_enclaves_are_named_by_group_and_by_place_where_that_adds_something() -> None:
    names = Names(Scenario.load("spring-2018").tables)
    assert names.parts("islamic-state-yarmouk") == ("islamic-state", "yarmouk")
    assert names.parts("hayat-tahrir-al-sham-yarmouk-north") == ("hayat-tahrir-al-sham", "yarmouk-north")
    assert names.parts("islamic-state-yarmouk-2") == ("islamic-state", "yarmouk")  # come back after its end
    assert names.parts("nobody-nowhere") == ("nobody-nowhere", "nobody-nowhere")
    assert names.enclave("jaysh-al-islam-douma") == "Jaysh al-Islam in Douma"
    assert names.enclave("islamic-state-yarmouk") == "the Islamic State in southern Damascus"
    assert names.enclave("northern-homs-groups-houla") == "the groups of northern Homs in Houla"
    assert names.seat("qalamoun-groups-ruhayba") == "Ruhayba"
    assert names.place("idlib") == "Idlib"
    assert names.holder("government") == "Syrian government"


def test_enclaves_have_a_besieger_a_partner_in_an_exchange_and_perhaps_a_patron() -> None:
    scenario = Scenario.load("spring-2018")
    names, exchange = Names(scenario.tables), scenario.tables.exchanges[0]
    assert (names.partner(exchange.a), names.partner(exchange.b)) == (exchange.b, exchange.a)
    assert names.partner("jaysh-al-islam") is None
    assert names.besieger("jaysh-al-islam-douma") == "Syrian government"
    assert not names.has_patron("jaysh-al-islam-douma")
    garrisons = {slug for slug, faction in scenario.tables.factions.items() if faction.side == "government"}
    assert garrisons
    for slug in garrisons:
        seat = next(d for d, table in scenario.tables.districts.items() if table.holder == slug)
        assert names.has_patron(f"{slug}-{seat}")
        assert names.besieger(f"{slug}-{seat}") == names.holder(scenario.tables.factions[slug].besieger)
