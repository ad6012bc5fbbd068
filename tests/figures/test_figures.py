"""The pictures: drawn for every scenario, nothing in them overlaps or leaves the page, and they say the truth."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.image import imread

from safepassage import Result, Scenario, simulate
from safepassage.figures import bargaining_figure, draw, map_figure, timeline_figure
from safepassage.figures.labels import Label, place, wrapped
from safepassage.results import record, runfolder
from safepassage.results.digest import BY_DEAL, BY_FORCE, HELD, ends
from safepassage.scenario import GOVERNMENT, available

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

TOUCHING = (
    6.0  # square pixels of two texts' boxes that may lie on each other: a box is a little larger than its letters
)


@pytest.fixture(scope="module", params=["two-towns", "south-damascus-2018", "spring-2018"])
def run(request: pytest.FixtureRequest) -> Result:
    return simulate(Scenario.load(request.param), seed=2)


def texts(figure: Figure) -> list[tuple[str, Bbox]]:
    """Every text of a figure with its box in pixels."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    found: list[Text] = [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
    renderer = canvas.get_renderer()
    return [(text.get_text(), text.get_window_extent(renderer)) for text in found if text.get_text().strip()]


def overlapping(figure: Figure) -> list[tuple[str, str]]:
    pairs = []
    for (one, a), (other, b) in combinations(texts(figure), 2):
        across, up = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        if across > 0 and up > 0 and across * up > TOUCHING:
            pairs.append((one, other))
    return pairs


def outside(figure: Figure) -> list[str]:
    width, height = figure.get_size_inches() * figure.dpi
    return [text for text, box in texts(figure) if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height]


@pytest.mark.parametrize("make", [map_figure, timeline_figure])
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
    said = " ".join(" ".join(text.split()) for text, _ in texts(map_figure(run)))
    tables = run.scenario.tables
    for district in tables.districts.values():
        assert district.holder == GOVERNMENT or district.name in said
    for slug, people in run.summary["totals"]["evacuated_by_destination"].items():
        assert tables.destinations[slug].name in said
        assert not people or f"{people:,} arrived" in said


def test_the_timeline_names_every_enclave_and_its_outcome(run: Result) -> None:
    said = [text for text, _ in texts(timeline_figure(run))]
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
        assert end.how in (BY_FORCE, BY_DEAL, HELD, GOVERNMENT)
        assert (end.how in (BY_FORCE, BY_DEAL)) <= (end.day is not None)


def test_the_same_run_gives_the_same_pictures(two_towns_run: Result, tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
        draw(two_towns_run, folder)
    for name in record.PICTURES:
        one, other = ((folder / name).read_bytes() for folder in folders)
        assert one == other
        assert b"matplotlib" not in one.lower()
        assert imread(folders[0] / name).shape[1] > 1000


@pytest.mark.parametrize("name", sorted(available()))
def test_every_scenario_is_drawn_after_one_day(name: str) -> None:
    result = simulate(Scenario.load(name), seed=1, days=1)
    assert map_figure(result)
    assert timeline_figure(result)


def test_a_long_run_marks_few_dates(two_towns: Scenario) -> None:
    figure = timeline_figure(simulate(two_towns, seed=1, days=1500))
    assert overlapping(figure) == []


def test_a_scenario_without_coordinates_of_a_destination(small: str, tmp_path: Path) -> None:
    path = tmp_path / "town.toml"
    path.write_text(small.replace("lat = 44.4\nlon = 11.4\n", ""), encoding="utf-8")
    figure = map_figure(simulate(Scenario.load(path), seed=1))
    assert outside(figure) == []
    assert any("The coast" in text for text, _ in texts(figure))


def test_a_recorded_run_is_drawn_like_the_run_itself(two_towns: Scenario, tmp_path: Path) -> None:
    result = simulate(two_towns, 3)
    recorder = record.Recorder(two_towns, [3], 90, ())
    recorder.add(result)
    recorder.write(tmp_path)
    again = runfolder.recorded(tmp_path)
    for make in (map_figure, timeline_figure):
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


def test_the_bargaining_picture_shows_each_enclave_up_to_its_agreement(run: Result) -> None:
    figure = bargaining_figure(run)
    assert not outside(figure)
    shown = [axes for axes in figure.axes if axes.get_visible()]
    rows = run.summary["agreements"]
    assert len(shown) == len(rows)
    for axes, row in zip(shown, rows, strict=True):
        fighting, best, *_ = axes.lines
        table = run.enclaves[run.enclaves["enclave"] == row["enclave"]]
        before = table[table["stage"].isin(["siege", "fighting", "talks"])]
        assert list(fighting.get_xdata()) == before["day"].tolist()
        assert list(fighting.get_ydata()) == before["value_faction"].clip(lower=-1.0).tolist()
        assert list(best.get_ydata()) == before["best_faction"].clip(lower=-1.0).tolist()
        marks = [line.get_xdata()[0] for line in axes.lines if line.get_linestyle() == ":"]
        assert marks == ([] if row["agreement_day"] is None else [row["agreement_day"]])
