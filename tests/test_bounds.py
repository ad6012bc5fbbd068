"""What cannot be a scenario is refused in one line before anything is computed: sizes, dates, names, numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from safepassage import Scenario, simulate
from safepassage.computing import lock
from safepassage.parameters import Parameters
from safepassage.scenario import BadInput

Call = Callable[..., Any]

EDITS = {
    "nested lists": ("fighters = 80", "fighters = " + "[" * 2_000 + "]" * 2_000, "nested too deeply"),
    "5,000 digits": ("fighters = 80", "fighters = " + "9" * 5_000, "cannot be read"),
    "300 digits": ("fighters = 80", "fighters = " + "9" * 300, "factions.guard.fighters"),
    "a date that is none": ("2030-04-01", "2030-02-30", "not valid TOML"),
    "the end of the calendar": ("2030-04-01", "9999-12-31", "from 1700-01-01 to 2200-12-31"),
    "the beginning of it": ("date = 2030-04-03", "date = 0001-01-01", "from 1700-01-01 to 2200-12-31"),
    "a number as a date": ("start = 2030-04-01", "start = 1577836800", "must be a date"),
    "a control character": ('"Town Guard"', '"Town \\u001b[31mGuard"', "no control characters"),
    "a new line in a name": ('"Town Guard"', '"Town\\nGuard"', "no control characters"),
    "a long name": ('"Town Guard"', f'"{"x" * 201}"', "at most 200 characters"),
    "a long slug": ("[districts.ground]", f"[districts.{'x' * 101}]", "at most 100 characters"),
    "a page where a number is due": ("km = 100", f'km = "{"<p>word</p>" * 2_000}"', "roads.1.km"),
    "a road without end": ("km = 100", "km = 1e300", "roads.1.km"),
    "more people than there are": ("population = 900", "population = 1_000_000_000_000", "districts.town.population"),
}


@pytest.mark.parametrize("name", EDITS)
def test_what_cannot_be_meant_is_refused_in_one_short_line(call: Call, small: str, tmp_path: Path, name: str) -> None:
    old, new, told = EDITS[name]
    assert old in small
    path = tmp_path / "odd.toml"
    path.write_text(small.replace(old, new), encoding="utf-8")
    for verb in ("check", "run"):
        said = call(verb, path)
        assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
        assert told in said.err
        assert len(said.err) < 600
        assert said.err.strip().isprintable()


def test_prose_may_have_lines_and_names_any_script(small: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.toml"
    text = small.replace('title = "One town"', 'title = "مدينة 🚌 $x$ [red]"\ndescription = """two\nlines"""')
    path.write_text(text, encoding="utf-8-sig")  # an editor may begin a file with a byte order mark
    assert Scenario.load(path).tables.scenario.title == "مدينة 🚌 $x$ [red]"


def test_a_file_of_many_megabytes_is_no_scenario(tmp_path: Path) -> None:
    path = tmp_path / "huge.toml"
    with path.open("wb") as file:
        file.truncate(10**10)
    with pytest.raises(BadInput, match="is larger than"):
        Scenario.load(path)


def bounds() -> list[tuple[str, float]]:
    """Every parameter at its lower and at its upper bound."""
    found = []
    for group, field in Parameters.model_fields.items():
        for name, number in field.annotation.model_fields.items():  # type: ignore[union-attr]
            both = [getattr(m, side) for m in number.metadata for side in ("ge", "le") if hasattr(m, side)]
            assert len(both) == 2, f"{group}.{name} has no bound on one side"
            found += [(f"parameters.{group}.{name}", float(bound)) for bound in both]
    return found


def test_every_parameter_has_two_bounds_and_the_model_runs_at_each(two_towns: Scenario) -> None:
    for name, value in bounds():
        result = simulate(two_towns.with_overrides({name: value}), seed=1, days=12)
        assert result.summary["totals"]["population"] == 6000, name


@pytest.mark.parametrize("value", ["1e300", "-1e300", "inf", "nan", "1" + "0" * 400])
def test_beyond_them_a_parameter_is_refused(call: Call, value: str) -> None:
    said = call("run", "two-towns", "--no-figures", "--set", f"parameters.bargaining.sigma={value}")
    assert said.code == 2
    assert re.search(r"parameters\.bargaining\.sigma.*((less|greater) than or equal|finite|valid number)", said.err)


def test_a_lock_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / ".lock").mkdir()
    mine = tmp_path / "mine.txt"
    mine.write_text("kept", encoding="utf-8")
    (tmp_path / ".lock" / "whole").symlink_to(mine)
    with pytest.raises(OSError, match="whole"), lock.held(tmp_path):
        pass
    assert mine.read_text(encoding="utf-8") == "kept"
