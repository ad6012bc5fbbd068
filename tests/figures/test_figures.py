"""The pictures: drawn for every scenario, nothing in them overlaps or leaves the page, and they say the truth."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from matplotlib.image import imread

from figures.looking import outside, overlapping, texts
from safepassage import Result, Scenario, figures, simulate
from safepassage.figures.labels import Label, place, wrapped
from safepassage.figures.lanes import DIRECT_TALKS, phases
from safepassage.figures.palette import TINTS
from safepassage.results import record, runfolder
from safepassage.results.digest import BY_DEAL, BY_FORCE, GIVEN_UP, HELD, ends
from safepassage.results.signatures import signatures
from safepassage.scenario import GOVERNMENT, available
from safepassage.telling.wording import Calendar

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@pytest.fixture(scope="module", params=["two-towns", "south-damascus-2018", "spring-2018"])
def run(request: pytest.FixtureRequest) -> Result:
    return simulate(Scenario.load(request.param), seed=2)


@pytest.mark.parametrize("make", [figures.map, figures.timeline])
def test_no_text_lies_on_another_or_leaves_the_page(run: Result, make: type[Figure]) -> None:
    figure = make(run)
    assert overlapping(figure) == []
    assert outside(figure) == []


def test_an_overlap_would_be_found() -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4, 4))
    figure.text(0.5, 0.5, "one text")
    figure.text(0.51, 0.5, "another")
    figure.text(0.95, 0.1, "too long for the page")
    assert overlapping(figure) == [("one text", "another")]
    assert outside(figure) == ["too long for the page"]


def test_the_map_names_every_besieged_district_and_destination(run: Result) -> None:
    said = " ".join(" ".join(text.split()) for text, _ in texts(figures.map(run)))
    tables = run.scenario.tables
    for district in tables.districts.values():
        assert district.holder == GOVERNMENT or district.name in said
    for slug, people in run.summary["totals"]["evacuated_by_destination"].items():
        assert tables.destinations[slug].name in said
        assert not people or f"{people:,} arrived" in said


def test_the_timeline_names_every_enclave_and_its_outcome(run: Result) -> None:
    said = [text for text, _ in texts(figures.timeline(run))]
    for row in run.summary["agreements"]:
        assert any(text.startswith(row["outcome"].replace("_", " ")) for text in said)
        assert run.scenario.tables.factions[row["faction"]].name in said
    for told in run.scenario.tables.reported.agreements.values():
        assert told.evacuated is None or f"reported: {told.evacuated:,} left" in said


def test_the_ends_of_districts_agree_with_the_run(run: Result) -> None:
    network = run.campaign.world.network
    for slug, end in ends(run).items():
        holder = network.released.get(network.index[slug], network.holder[network.index[slug]])
        assert end.holder == holder, slug
        assert end.how in (BY_FORCE, BY_DEAL, GIVEN_UP, HELD, GOVERNMENT)
        assert (end.how in (BY_FORCE, BY_DEAL, GIVEN_UP)) <= (end.day is not None)


def test_the_same_run_gives_the_same_pictures(two_towns_run: Result, tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
        figures.draw(two_towns_run, folder)
    for name in record.PICTURES:
        one, other = ((folder / name).read_bytes() for folder in folders)
        assert one == other
        assert b"matplotlib" not in one.lower()
        assert imread(folders[0] / name).shape[1] > 1000


@pytest.mark.parametrize("name", sorted(available()))
def test_every_scenario_is_drawn_after_one_day(name: str) -> None:
    result = simulate(Scenario.load(name), seed=1, days=1)
    assert figures.map(result)
    assert figures.timeline(result)


def test_a_long_run_marks_few_dates(two_towns: Scenario) -> None:
    figure = figures.timeline(simulate(two_towns, seed=1, days=1500))
    assert overlapping(figure) == []


def test_a_scenario_without_coordinates_of_a_destination(small: str, tmp_path: Path) -> None:
    path = tmp_path / "town.toml"
    path.write_text(small.replace("lat = 44.4\nlon = 11.4\n", ""), encoding="utf-8")
    figure = figures.map(simulate(Scenario.load(path), seed=1))
    assert outside(figure) == []
    assert any("The coast" in text for text, _ in texts(figure))


def test_a_recorded_run_is_drawn_like_the_run_itself(two_towns: Scenario, tmp_path: Path) -> None:
    result = simulate(two_towns, 3)
    recorder = record.Recorder(two_towns, [3], 90, ())
    recorder.add(result)
    recorder.write(tmp_path)
    again = runfolder.recorded(tmp_path)
    for make in (figures.map, figures.timeline):
        assert [text for text, _ in texts(make(again))] == [text for text, _ in texts(make(result))]


def test_drawing_touches_nothing_global() -> None:
    code = "import sys, safepassage.figures; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_labels_keep_clear_of_each_other_and_of_all_points() -> None:
    frame = (0.0, 0.0, 4.0, 4.0)
    labels = [Label(2.0 + 0.15 * i, 2.0, f"Town {i}", 8) for i in range(6)]
    boxes = place(labels, frame)
    for box in boxes:
        assert box is not None
        assert box[0] >= 0 <= box[1]
        assert box[2] <= 4 >= box[3]
    for a, b in combinations(filter(None, boxes), 2):
        assert min(a[2], b[2]) <= max(a[0], b[0]) + 0.05 or min(a[3], b[3]) <= max(a[1], b[1]) + 0.05


def test_a_label_without_any_room_is_left_out() -> None:
    assert place([Label(0.1, 0.1, "A name that is much too long", 9)], (0.0, 0.0, 0.5, 0.5)) == [None]


def test_long_names_take_two_lines() -> None:
    assert wrapped("Douma") == "Douma"
    assert wrapped("Fuah and Kafraya") == "Fuah and\nKafraya"
    assert wrapped("Nashabiyahandmore") == "Nashabiyahandmore"


def panels_of(figure: Figure) -> list[tuple[Axes, Axes]]:
    """The two parts of each panel: values above, beliefs below."""
    return list(zip(figure.axes[::2], figure.axes[1::2], strict=True))


def drawn(axes: Axes, label: str) -> dict[int, float]:
    """A line's values by day, days without one left out."""
    line = next(line for line in axes.lines if line.get_label() == label)
    points = zip(line.get_xdata(), line.get_ydata(), strict=True)
    return {int(day): float(value) for day, value in points if value == value}


def test_the_bargaining_picture_shows_each_enclave_up_to_its_agreements(run: Result) -> None:
    figure = figures.bargaining(run)
    assert not outside(figure)
    rows = run.summary["agreements"]
    deals = signatures(run)
    for (values, beliefs), row in zip(panels_of(figure), rows, strict=True):
        signed = [deal.day for deal in deals if deal.enclave == row["enclave"]]
        table = run.enclaves[run.enclaves["enclave"] == row["enclave"]].set_index("day")
        before = table[table["stage"].isin(["siege", "fighting", "talks"]) | table.index.isin(signed)]
        worth = before[["value_faction", "best_faction"]].clip(lower=-1.0)
        assert drawn(values, "fighting on, as the group sees it") == worth["value_faction"].to_dict()
        assert drawn(values, "the best deal that the besieger would take") == worth["best_faction"].to_dict()
        assert drawn(beliefs, "belief: a passage is honoured") == before["credibility"].to_dict()
        assaulted = before[before["hazard"] > 0]
        believed = (assaulted["hazard_seen"] / assaulted["hazard"]).to_dict()
        assert drawn(beliefs, "belief: the assault goes all the way") == pytest.approx(believed)
        marks = [line.get_xdata()[0] for line in values.lines if line.get_linestyle() == ":"]
        assert marks == signed + [day for day, enclave in withdrawals(run) if enclave == row["enclave"]]


def withdrawals(run: Result) -> list[tuple[int, str]]:
    return [(e.day, e.details["enclave"]) for e in run.campaign.world.journal.entries if e.kind == "withdrew"]


def test_the_bargaining_picture_says_who_signed_for_a_garrison(run: Result) -> None:
    said = {
        " ".join(text.get_text().split()) for values, _ in panels_of(figures.bargaining(run)) for text in values.texts
    }
    patrons = [deal for deal in signatures(run) if deal.signer == "patron"]
    assert sum("signed by their patron" in text for text in said) == len(patrons)


@pytest.fixture(scope="module")
def unaided() -> Result:
    """A run with nobody to go between, in which one group withdraws and the other signs in direct talks."""
    alone = {"brokers.elders.capacity": 0, "factions.upton-guard.open_way": True}
    scenario = Scenario.load("two-towns").with_overrides(alone)
    for seed in range(1, 40):
        result = simulate(scenario, seed)
        if [row["outcome"] for row in result.summary["agreements"]] == ["evacuated", "withdrew"]:
            return result
    pytest.fail("no such run among forty")


def test_direct_talks_and_a_withdrawal_are_drawn_and_explained(unaided: Result) -> None:
    figure = figures.timeline(unaided)
    assert overlapping(figure) == []
    assert outside(figure) == []
    said = " ".join(text for text, _ in texts(figure))
    assert "direct talks" in said
    assert "▸ withdrew without a deal" in said
    assert "guarantor" not in said
    [(day, _)] = withdrawals(unaided)
    assert Calendar(unaided.scenario.start, 90).short(day) in said
    talking = unaided.enclaves[unaided.enclaves["stage"] == "talks"]
    direct = [(first, last) for _, first, last, phase in phases(unaided) if phase == DIRECT_TALKS]
    assert sum(last - first for first, last in direct) == len(talking) > 0
    assert not [phase for *_, phase in phases(unaided) if phase == "talks"]


def test_ground_that_was_given_up_has_its_own_tint(unaided: Result) -> None:
    found = ends(unaided)
    assert found["upton"].how == GIVEN_UP
    assert found["downham"].how == BY_DEAL
    assert GIVEN_UP in [text for text, _ in texts(figures.map(unaided))]
    assert outside(figures.map(unaided)) == []
    assert len(set(TINTS.values())) == len(TINTS)


def test_a_guarantor_that_joins_is_marked() -> None:
    for seed in range(1, 20):
        result = simulate(Scenario.load("spring-2018"), seed)
        joined = [e for e in result.campaign.world.journal.entries if e.kind == "cosigned"]
        if joined:
            break
    else:
        pytest.fail("nobody joins talks in twenty runs")
    figure = figures.timeline(result)
    assert "+ a guarantor joins the talks" in " ".join(text for text, _ in texts(figure))
    marks = [c for c in figure.axes[0].collections if c.get_offsets().shape == (1, 2)]
    at = [tuple(mark.get_offsets()[0]) for mark in marks]
    assert {entry.day + 0.5 for entry in joined} <= {x for x, _ in at}
