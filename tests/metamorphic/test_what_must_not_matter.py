"""Changes of a scenario that must leave every table of its runs as it was."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from metamorphic.changed import TABLES, changed, renamed, shifted, shuffled, told, with_a_peaceful_district
from safepassage import Result, Scenario, simulate
from safepassage.evidence.drafting.toml_text import written
from safepassage.scenario import available

NAMES = ["two-towns", "south-damascus-2018", "spring-2018"]
SEED = 3


@pytest.fixture(scope="module", params=NAMES)
def plain(request: pytest.FixtureRequest) -> Result:
    """A run of a scenario as it is shipped."""
    return simulate(Scenario.load(request.param), SEED)


def rerun(plain: Result, scenario: Scenario) -> Result:
    """The same with another scenario, which really is another."""
    assert list(_paths(scenario.tree)) != list(_paths(plain.scenario.tree))
    return simulate(scenario, SEED)


def _paths(node: object, above: str = "") -> list[str]:
    if isinstance(node, dict):
        return [path for key, value in node.items() for path in _paths(value, f"{above}.{key}")]
    if isinstance(node, list):
        return [path for i, value in enumerate(node) for path in _paths(value, f"{above}.{i}")]
    return [f"{above}={node}"]


def test_names_for_readers(plain: Result) -> None:
    assert told(rerun(plain, changed(plain.scenario, renamed))) == told(plain)


def test_the_order_of_tables_and_keys(plain: Result) -> None:
    assert told(rerun(plain, changed(plain.scenario, shuffled))) == told(plain)


def test_a_peaceful_district_far_away(plain: Result) -> None:
    assert told(rerun(plain, changed(plain.scenario, with_a_peaceful_district))) == told(plain)


@pytest.mark.parametrize("days", [1, 365, -700])
def test_the_calendar(plain: Result, days: int) -> None:
    later = rerun(plain, changed(plain.scenario, lambda tree: shifted(tree, days)))
    assert told(later, dates=False) == told(plain, dates=False)


def test_how_long_the_run_goes_on(plain: Result) -> None:
    short, long = (simulate(plain.scenario, SEED, days=days) for days in (40, 80))
    for name in TABLES:
        if name != "convoys":  # a row of which says how the convoy stands at the end
            first = getattr(long, name)
            first = first[first["day"] < 40].reset_index(drop=True)
            assert getattr(short, name).equals(first), name
    left = long.convoys[long.convoys["day"] < 40].reset_index(drop=True)
    fixed = [
        "convoy",
        "enclave",
        "origins",
        "first_destination",
        "day",
        "departure_hour",
        "buses",
        "people",
        "fighters",
    ]
    assert short.convoys[fixed].equals(left[fixed])


DERIVED = sorted(name for name in available() if "extends" in tomllib.loads(available()[name].read_text("utf-8")))


@pytest.mark.parametrize("name", DERIVED)
def test_whether_a_scenario_extends_another_or_is_one_file(name: str, tmp_path: Path) -> None:
    path = available()[name]
    own = tomllib.loads(path.read_text("utf-8"))
    base = Scenario.load(own.pop("extends")).tree
    whole = tmp_path / f"{name}.toml"
    whole.write_text(written(_laid_over(base, own)), encoding="utf-8")
    assert "extends" not in whole.read_text("utf-8").split("[", 1)[0]
    extending, one_file = Scenario.load(name), Scenario.load(whole)
    assert one_file.tables.model_dump(exclude={"sources"}) == extending.tables.model_dump(exclude={"sources"})
    assert told(simulate(one_file, SEED, days=30)) == told(simulate(extending, SEED, days=30))


def _laid_over(base: object, own: object) -> dict[str, object]:
    """Tables merge, all else replaces; sources, which no run reads, are left out."""
    assert isinstance(base, dict)
    assert isinstance(own, dict)
    merged = {key: value for key, value in base.items() if key != "sources"}
    for key, value in own.items():
        below = merged.get(key)
        if key != "sources":
            merged[key] = _laid_over(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged
