"""Tables as people bring them: each builds what the clean pair builds, or is refused in one line, or something is told.

Files stand in ``inputs``; the same files of a shared folder, where there is one, are tried as well.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]

OWN = Path(__file__).parent / "inputs"
SHARED = Path(__file__).parents[3] / "shared" / "inputs" / "tables"
FOLDERS = [folder for folder in (OWN, SHARED) if folder.is_dir()]

# By file: what the line on standard error must say; a refusal, or something told beside a scenario that is built.
SAME = [
    "m02_semicolon", "m03_hxl_row", "m06_datetime", "m10_02_nothing", "m12c_tab", "m14_headers", "m14b_header_spaces",
    "m15_and_list", "m15_comma_list", "m15_slash_list", "m19_line_separator",
]  # fmt: skip
NOTHING = ["m10_01_nothing", "m10_02_nothing", "m10_04_nothing", "m10_06_nothing", "m10_08_nothing", "m10_10_nothing",
           "m10_11_nothing"]  # fmt: skip
REFUSED = {
    "m04_ddmmyyyy": ("row 2", "'siege_start'", "'01/02/2017'", "ISO date"),
    "m05_ddmmyy": ("row 2", "'siege_start'", "'01-02-17'", "ISO date"),
    "m07_thousands_points": ("row 2", "'fighters_low'", "'1.200'", "whole number"),
    "m09_ranges_units": ("row 2", "'fighters_low'", "'1,200-1,500'"),
    "m13_title_rows": ("row 1", "'Local agreements, extract'", "row 4"),
    "m16_spelling": ("row 2", "'Tal Amal'", "'Tell Amal'", "'Ain Reema'", "'Ain Rima'"),
    "m17c_lat_135": ("row 2", "'lat'", "'133.512'", "-90 to 90"),
    "m17d_lost_point": ("row 2", "'Tell Amal'", "3.6402", "km"),
    "m18_dates_order": ("row 2", "the deal is dated before the offensive", "departures end before they begin"),
    "m21c_zero": ("row 2", "an enclave without fighters cannot be built"),
    "m22b_trailing_commas_rows_only": ("row 2", "21 cells", "19"),
    "m22c_short_rows": ("row 3", "17 cells", "19"),
    "m24b_trailing_space_twice": ("row 6", "'tell amal'", "row 2"),
    "m28_flee_locations": ("column 'district' is missing",),
}
TOLD = {
    "m14c_header_one_off": ("'start_of_offensive' was not read", "'offensive_start'"),
    "m21_more_fighters_than_people": ("row 2", "120,000", "more fighters than", "24,000"),
    "m23_empty_type": ("row 2", "'group_type'", "rebels"),
    "m23_opposition_type": ("row 2", "'opposition'", "rebels"),
    "m28b_other_names": ("'latitude' was not read", "'longitude' was not read", "'population' was not read",
                         "'Kafr Sabr' has no coordinates"),
}  # fmt: skip


def pair(folder: Path, name: str) -> tuple[Path, Path]:
    """Agreements and districts of a case, the clean one where the case has only the other."""
    files = []
    for kind in ("agreements", "districts"):
        own = folder / f"{name}_{kind}.csv"
        files.append(own if own.is_file() else folder / f"clean_{kind}.csv")
    return files[0], files[1]


def built(call: Call, folder: Path, name: str, *more: object) -> tuple[dict[str, Any], str]:
    said = call("build", *pair(folder, name), "--id", "WADI_1", "--seed", "1", *more)
    assert said.code == 0, said.err
    return tomllib.loads(said.out), said.err


def values(tree: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in tree.items() if key != "sources"}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parts[-2])
@pytest.mark.parametrize("name", SAME)
def test_a_messy_table_builds_what_the_clean_one_builds(call: Call, folder: Path, name: str) -> None:
    clean, _ = built(call, folder, "clean")
    messy, told = built(call, folder, name)
    if name == "m10_02_nothing":  # one bound is not reported: the other one is what remains
        assert messy["factions"]["group"]["fighters"] != clean["factions"]["group"]["fighters"]
        return
    assert values(messy) == values(clean)
    assert told == ""


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parts[-2])
def test_words_for_nothing_are_an_empty_cell(call: Call, folder: Path) -> None:
    trees = [values(built(call, folder, name)[0]) for name in NOTHING]
    assert all(tree == trees[0] for tree in trees)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parts[-2])
@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_rightly_is_refused_in_one_line(call: Call, folder: Path, name: str) -> None:
    said = call("build", *pair(folder, name), "--id", "WADI_1", "--seed", "1")
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    for part in (name, *REFUSED[name]):
        assert part in said.err


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parts[-2])
@pytest.mark.parametrize("name", TOLD)
def test_what_may_be_true_is_told(call: Call, folder: Path, name: str) -> None:
    _, told = built(call, folder, name)
    for part in (name, *TOLD[name]):
        assert part in told


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parts[-2])
def test_arabic_names_are_names(call: Call, folder: Path) -> None:
    clean, arabic = (values(built(call, folder, name)[0]) for name in ("clean", "m11_arabic"))
    by_people = [
        sorted(
            (d["population"], d["population_prewar"], d["lat"], d["lon"])
            for d in tree["districts"].values()
            if "holder" in d
        )
        for tree in (clean, arabic)
    ]
    assert by_people[0] == by_people[1]
    assert arabic["factions"] == clean["factions"]
    assert {d["name"] for d in arabic["districts"].values()} >= {"عين ريما", "كفر صبر"}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parts[-2])
def test_daesh_is_the_islamic_state(call: Call, folder: Path) -> None:
    tree, told = built(call, folder, "m23_daesh_type")
    assert tree["factions"]["group"]["kind"] == "islamic_state"
    assert told == ""


def test_an_offensive_under_another_name_is_no_offensive_of_its_own(call: Call) -> None:
    tree, _ = built(call, OWN, "m14c_header_one_off")
    assert all("ultimatum" in offensive for offensive in tree.get("offensives", []))


def test_no_place_ends_where_nothing_was_said(call: Call) -> None:
    tree, _ = built(call, OWN, "m28b_other_names")
    places = [*tree["districts"].values(), *tree["destinations"].values()]
    assert all((place["lat"], place["lon"]) != (0, 0) for place in places)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parts[-2])
@pytest.mark.parametrize("name", ["m18", "m26_clean"])
def test_convoys_are_outcomes(call: Call, folder: Path, name: str) -> None:
    without, _ = built(call, folder, "clean")
    tree, told = built(call, folder, "clean", "--convoys", folder / f"{name}_convoys.csv")
    (reported,) = tree.pop("reported")["agreements"].values()
    del without["reported"]
    assert tree == without
    assert reported["first_convoy_buses"] in (30, 55)
    assert told == ""


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parts[-2])
def test_people_of_convoys_come_whole_and_late_ones_are_told(call: Call, folder: Path) -> None:
    convoys = folder / "m26c_convoys.csv"
    said = call("build", *pair(folder, "clean"), "--id", "WADI_1", "--convoys", convoys)
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert "row 2: column 'people'" in said.err
    agreements, districts = pair(folder, "clean")
    said = call("validate", "--agreements", agreements, "--districts", districts, "--convoys", convoys,
                "--draws", 2, "--workers", 1, "--json")  # fmt: skip
    assert said.code == 0
    assert "left out" in said.err
    assert "'2.700'" in said.err
    assert "89 days after the last departure" in said.err
    assert "JABAL_1" in said.out
    assert "WADI_1" not in said.out


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parts[-2])
def test_roles_are_brokers_and_destinations(call: Call, folder: Path, tmp_path: Path) -> None:
    for name in ("clean_agreements", "clean_districts"):
        (tmp_path / f"{name}.csv").write_bytes((folder / f"{name}.csv").read_bytes())
    (tmp_path / "available.csv").write_bytes((folder / "m27_available.csv").read_bytes())
    said = call("build", *pair(tmp_path, "clean"), "--id", "WADI_1")
    assert (said.code, said.err.count("\n")) == (2, 1)
    for part in ("row 3", "'role'", "broker, destination", "'destinations'"):
        assert part in said.err


def test_every_file_of_the_folders_is_tried() -> None:
    tried = {
        "clean",
        "m11_arabic",
        "m23_daesh_type",
        "m18",
        "m26_clean",
        "m26c",
        "m27",
        *SAME,
        *NOTHING,
        *REFUSED,
        *TOLD,
    }
    for folder in FOLDERS:
        there = {path.stem.rsplit("_", 1)[0] for path in folder.glob("*.csv")}
        assert there == tried
