"""A small sample of what ``make fuzz`` tries, and hypothesis on the readers that take any text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fuzz
from safepassage.cli.running import setting
from safepassage.computing.csvfile import read_sheet
from safepassage.scenario import BadInput, Scenario
from safepassage.scenario.loader import read_toml
from safepassage.sweeps.design import make_design
from safepassage.sweeps.pointfile import read_points

SAMPLE = 6  # cases of each kind
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("kind", fuzz.KINDS)
def test_a_sample_of_mutated_input_ends_in_time_and_in_an_exit_code(kind: str) -> None:
    first = 70_000 + list(fuzz.KINDS).index(kind)
    cases = [case for i in range(SAMPLE) for case in fuzz.tried(first + i * len(fuzz.KINDS))]
    assert {case.kind for case in cases} == {kind}
    assert not [case for case in cases if case.fault]
    assert fuzz.peak() < 4 * fuzz.MOST_BYTES  # of the whole test process; `make fuzz` holds itself to one


def test_what_is_a_fault_is_found(tmp_path: Path) -> None:
    assert fuzz._fault(3, 0, "", tmp_path) == "exit code 3"
    assert fuzz._fault(1, 0, "safepassage: unexpected: KeyError: 'x'\n", tmp_path)
    assert fuzz._fault(2, 0, "one\ntwo\n", tmp_path)
    assert fuzz._fault(2, 0, "", tmp_path)
    assert fuzz._fault(0, 6.0, "", tmp_path) == "took 6.0 s"
    (tmp_path / ".r-1.12ab.tmp").mkdir()
    assert fuzz._fault(0, 0, "", tmp_path).startswith("left behind")


# Any text


def refusal(work: Callable[[], object]) -> str:
    """What is refused in work that must do something; empty where it did. Any other error is a failure."""
    try:
        assert work() is not None
    except BadInput as refused:
        return str(refused)
    return ""


@QUICK
@given(st.text(max_size=300) | st.binary(max_size=300))
def test_any_file_is_a_tree_or_refused(tmp_path: Path, content: str | bytes) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    assert "\n" not in refusal(lambda: read_toml(path))


@QUICK
@given(st.binary(max_size=300) | st.text("01,;\t\"'.\n\r#é", max_size=200).map(str.encode))
def test_any_table_is_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    assert len(refusal(lambda: read_sheet(path)).splitlines()) <= 1
    assert len(refusal(lambda: read_points(str(path), [], "d", 100)).splitlines()) <= 1


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=5), below, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from([
    "convoys.buses", "convoys", "brokers.elders.guarantee", "districts.upton", "districts.upton.name", "offensives",
    "offensives.0", "parameters", "parameters.war.advance", "scenario.start", "scenario", "events", "exchanges.0.a",
    "reported.totals", "sources", "factions.upton-guard.destinations", "roads.0.km", "government", "allies",
])  # fmt: skip
KEYS = st.sampled_from(["scenario", "method", "samples", "replicates", "seed", "days", "outcomes", "daily", "table",
                        "factors", "title", "x"])  # fmt: skip


@QUICK
@given(NAMES, VALUES)
def test_any_value_makes_a_scenario_or_is_refused(two_towns: Scenario, name: str, value: object) -> None:
    assert len(refusal(lambda: two_towns.with_overrides({name: value}).hash)) < 1_500


@QUICK
@given(st.text(max_size=30), VALUES)
def test_any_name_can_be_set_or_is_refused(two_towns: Scenario, name: str, value: object) -> None:
    assert len(refusal(lambda: two_towns.with_overrides({name: value}))) < 1_500


@QUICK
@given(st.dictionaries(KEYS, VALUES, max_size=5), NAMES, VALUES)
def test_any_design_is_one_or_is_refused(tree: dict[str, object], name: str, value: object) -> None:
    given_tree = {"scenario": "two-towns", "factors": {name: value}, **tree}
    told = refusal(lambda: make_design(given_tree, name="d", origin="d").runs)
    assert not told or told.startswith("d: ")


@QUICK
@given(st.text(max_size=60))
def test_any_setting_is_read_or_refused(text: str) -> None:
    assert len(refusal(lambda: setting(text))) < 300
