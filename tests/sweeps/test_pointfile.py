"""Tables of points as people bring them: read rightly, or refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from safepassage.scenario import BadInput
from safepassage.sweeps.design import read_design
from safepassage.sweeps.pointfile import read_points

OWN = Path(__file__).parent / "inputs"
SHARED = Path(__file__).parents[3] / "shared" / "inputs" / "points"
FOLDERS = [folder for folder in (OWN, SHARED) if folder.is_dir()]
DESIGN = 'scenario = "two-towns"\nmethod = "table"\ntable = "{}"\nreplicates = 1\ndays = 40\n'
PICKED = '[factors]\n"convoys.buses" = {low=1, high=60}\n"convoys.seats" = {low=5, high=80}\n'

READ = {
    "p01_semicolon": [(0.5, 12), (0.9, 18)],
    "p02_booleans": [(True, 12), (False, 12)],
    "p03_numbers": [(0.5, 12)],
    "p03e_float_counts": [(0.5, 12.0), (0.9, 18.0)],
    "p06_duplicates": [(0.5, 12), (0.5, 12), (0.5, 12)],
    "p07_bom_blank_trailing": [(0.5, 12), (0.9, 18)],
    "p14_dot_numbers": [(0.1, 6), (0.2, 12), (0.3, 8), (0.5, 16), (0.7, 10), (0.8, 20), (0.9, 14), (1, 9)],
}
REFUSED = {
    "p03c_percent": ("'50%'", "number"),
    "p03d_thousands": ("'1,200'", "integer"),
    "p03i_NA": ("'NA'", "number"),
    "p04_shifted": ("row 2", "4 cells", "3", "'49'"),
    "p04b_shifted_numeric": ("row 2", "4 cells", "3", "'49'"),
    "p05_index_seed": ("a name of its own", "[factors]", "picks columns"),
    "p05b_seed_only": ("'seed'", "[factors]", "picks columns"),
    "p09_comment": ("'# four plans'",),
    "p09b_comment_cell": ("'12 # half'", "integer"),
    "p12_lists": ("'coast'",),
    "p13_dates": ("'05/04/2030'", "date"),
}


def designed(folder: Path, name: str, tmp_path: Path) -> Path:
    """A design file over a copy of a table."""
    (tmp_path / f"{name}.csv").write_bytes((folder / f"{name}.csv").read_bytes())
    text = DESIGN.format(f"{name}.csv") + (PICKED if name.startswith("p04") else "")
    path = tmp_path / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parts[-2])
@pytest.mark.parametrize("name", READ)
def test_numbers_and_truth_values_are_read_as_such(folder: Path, name: str, tmp_path: Path) -> None:
    assert read_points(str(folder / f"{name}.csv"), [], "design", 100).rows == READ[name]
    assert read_design(designed(folder, name, tmp_path)).runs == len(READ[name])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parts[-2])
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_point_is_refused_in_one_line(folder: Path, name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        read_design(designed(folder, name, tmp_path))
    message = str(refused.value)
    assert "\n" not in message
    for part in REFUSED[name]:
        assert part in message


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parts[-2])
def test_a_scenario_is_named_as_it_is(folder: Path, tmp_path: Path) -> None:
    path = designed(folder, "p10_scenarios", tmp_path)
    path.write_text(path.read_text(encoding="utf-8").split("\n", 1)[1], encoding="utf-8")
    with pytest.raises(BadInput, match="did you mean 'two-towns'"):
        read_design(path)


def test_every_file_of_the_folders_is_tried() -> None:
    for folder in FOLDERS:
        assert {path.stem for path in folder.glob("*.csv")} == {"p10_scenarios", *READ, *REFUSED}


def test_a_decimal_comma_is_none_where_it_may_mean_thousands(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("brokers.elders.guarantee;government.strength\n0,5;1,200\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"row 2: 'government\.strength': '1,200' may be thousands"):
        read_points(str(tmp_path / "t.csv"), [], "design", 100)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parts[-2])
def test_equal_points_are_told(folder: Path, tmp_path: Path) -> None:
    (note,) = read_design(designed(folder, "p06_duplicates", tmp_path)).notes
    assert "row 3 is the same point as row 2, and 1 more rows repeat one" in note
    assert read_design(designed(folder, "p03e_float_counts", tmp_path)).notes == ()
