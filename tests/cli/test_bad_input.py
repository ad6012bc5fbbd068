"""Bad input: exit code 2 and one line that names the file, the key, what is allowed, and the nearest valid name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from safepassage.parameters import declarations
from safepassage.parameters.removed import REMOVED

Call = Callable[..., Any]

# What is replaced in the small scenario, by what, and what the line must say.
MISTAKES = {
    "wrong key": ('kind = "rebel"', 'kind = "rebel"\nfigthers = 3', ("factions.guard.figthers", "'fighters'")),
    "wrong table": ("[convoys]", "[convoy]", ("convoy", "'convoys'")),
    "missing table": ("[government]\nstrength = 600", "", ("government", "missing")),
    "wrong type": ("population = 900", 'population = "many"', ("districts.town.population", "integer", "'many'")),
    "wrong date": ("start = 2030-04-01", 'start = "soon"', ("scenario.start", "date", "'soon'")),
    "wrong date of an offensive": ("date = 2030-04-03", "date = 3", ("offensives.0.date", "date")),
    "unknown district in a road": ('b = "ground"\nkm', 'b = "grund"\nkm', ("roads.0.b", "'grund'", "'ground'")),
    "unknown holder": ('holder = "guard"', 'holder = "gard"', ("districts.town.holder", "'gard'", "'guard'")),
    "unknown kind": ('kind = "rebel"', 'kind = "rebels"', ("factions.guard.kind", "'rebel'", "'rebels'")),
    "faction without districts": (
        "[government]",
        '[factions.other]\nname = "Other"\nkind = "rebel"\nfighters = 5\n[government]',
        ("factions.other", "holds no district"),
    ),
    "disconnected destination": ('b = "coast"', 'b = "town"', ("destinations.coast", "no road")),
    "negative people": ("population = 900", "population = -1", ("districts.town.population", "0", "-1")),
    "too many people": (
        "population = 900",
        "population = 1_000_000_000_000",
        ("districts.town.population", "200000000"),
    ),
    "no days": ("days = 40", "days = 0", ("scenario.days", "1")),
    "no TOML": ("[scenario]", "[scenario", ("not valid TOML", "line 2")),
    "circle": ("[scenario]", 'extends = "one-town"\n[scenario]', ("extends", "circle")),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
@pytest.mark.parametrize("verb", ["check", "run"])
def test_a_mistake_in_the_file(
    call: Call, small: str, small_file: Path, here: Path, verb: str, mistake: tuple[str, str, tuple[str, ...]]
) -> None:
    old, new, told = mistake
    assert old in small
    small_file.write_text(small.replace(old, new, 1), encoding="utf-8")
    said = call(verb, small_file)
    assert_refused(said, "one-town.toml", *told)
    assert list(here.iterdir()) == []


def assert_refused(said: Any, *told: str) -> None:  # noqa: ANN401 - what `call` returns
    assert said.code == 2
    assert said.out == ""
    assert said.err.count("\n") == 1, said.err
    for part in told:
        assert part in said.err


def test_the_small_scenario_itself_is_fine(call: Call, small_file: Path) -> None:
    assert call("check", small_file).code == 0


@pytest.mark.parametrize("verb", ["check", "run"])
@pytest.mark.parametrize(
    ("name", "told"),
    [("nowhere.toml", "no such file"), ("two-twons", "'two-towns'"), ("folder/", "no such file")],
)
def test_a_missing_file(call: Call, here: Path, verb: str, name: str, told: str) -> None:
    assert_refused(call(verb, name), name.removesuffix("/"), told)
    assert list(here.iterdir()) == []


def test_a_file_that_is_no_text(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "noise.toml"
    path.write_bytes(b"\xff\xfe\x00")
    assert_refused(call("check", path), "noise.toml", "UTF-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--days", "0"), ("--days 0", "1 to 3650")),
        (("--days", "-3"), ("--days -3",)),
        (("--days", "100000"), ("--days 100000",)),
        (("--seed", "-1"), ("--seed -1", "0 to")),
        (("--replicates", "0"), ("--replicates 0", "1 to")),
        (("--set", "nothing"), ("--set nothing", "key=value")),
        (("--set", "=3"), ("--set =3", "key=value")),
        (("--set", "a..b=3"), ("--set a..b=3", "key=value")),
        (("--set", "brokers.elder.skill=0.5"), ("brokers.elder.skill", "'elders'")),
        (("--set", "brokers.elders.skil=0.5"), ("brokers.elders.skil", "'skill'")),
        (("--set", "brokers.elders.skill=5"), ("brokers.elders.skill", "1")),
        (("--set", "parameters.bargaining.sigmo=1"), ("parameters.bargaining.sigmo", "'sigma'")),
        (("--set", "parameters.bargaining.sigma=high"), ("parameters.bargaining.sigma", "'high'")),
        (("--set", "offensives.7.strength=1"), ("offensives.7.strength", "0 to 1")),
    ],
)
def test_a_mistake_in_the_options(call: Call, here: Path, arguments: tuple[str, ...], told: tuple[str, ...]) -> None:
    assert_refused(call("run", "two-towns", *arguments), *told)
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("out", ["taken", "file/run", "file/deeper/run", "/proc/run"])
def test_an_output_that_cannot_be_written(call: Call, here: Path, out: str) -> None:
    (here / "taken").mkdir()
    (here / "file").write_text("", encoding="utf-8")
    before = sorted(here.rglob("*"))
    assert_refused(call("run", "two-towns", "--out", out), f"--out {out}")
    assert sorted(here.rglob("*")) == before


@pytest.mark.parametrize(
    "content", [None, "", "[]", "{}", '{"scenario": {}, "parameters": {}, "seeds": [], "days": 3}']
)
def test_replaying_what_is_no_run_folder(call: Call, here: Path, content: str | None) -> None:
    if content is not None:
        (here / "folder").mkdir()
        (here / "folder" / "manifest.json").write_text(content, encoding="utf-8")
    assert_refused(call("replay", "folder"), "folder", "manifest")


def test_bad_input_to_a_process_leaves_no_traceback(command: Call, here: Path) -> None:
    process = command("run", "two-towns", "--set", "government.strenght=3")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.count("\n")) == (2, "", 1)
    assert "'strength'" in err
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("verb", "text", "told"),
    [
        ("run", "convoys.buses=many", "--set convoys.buses=many: input should be a valid integer"),
        ("run", "roads.9.km=3", "--set roads.9.km=3: '9' is no item of the list; allowed: 0 to 3"),
        ("run", "roads.0.a=nowhere", "--set roads.0.a=nowhere: unknown place 'nowhere'; allowed: coast"),
        ("compare", "convoys.buses=-1", "--set convoys.buses=-1: input should be greater than or equal to 0"),
    ],
)
def test_a_refused_setting_names_the_option_and_not_the_file(call: Call, verb: str, text: str, told: str) -> None:
    scenarios = ["two-towns"] * (2 if verb == "compare" else 1)
    said = call(verb, *scenarios, "--set", "convoys.seats=40", "--set", text, "--set", "convoys.seats=50")
    assert said.err.startswith(told)
    assert_refused(said, text)
    assert "two-towns" not in said.err


def test_a_file_that_is_refused_without_settings_is_named(call: Call, small: str, small_file: Path) -> None:
    small_file.write_text(small.replace("strength = 600", "strength = -1"), encoding="utf-8")
    said = call("run", small_file, "--set", "convoys.buses=3")
    assert_refused(said, "one-town.toml: government.strength")


def test_a_removed_key_is_said_to_have_gone(call: Call) -> None:
    said = call("run", "two-towns", "--set", "precedents.left=3")
    assert said.code == 2
    assert "--set precedents.left=3: was removed in version 0.2.0; peers that still hold" in said.err


def test_a_removed_parameter_is_said_to_have_gone(call: Call) -> None:
    said = call("run", "two-towns", "--set", "parameters.beliefs.optimism=3")
    assert said.code == 2
    assert "--set parameters.beliefs.optimism=3: was removed in version 0.2.0; groups learn from" in said.err
    assert said.err.count("\n") == 1
    assert not {name for name in REMOVED if name in {d.name for d in declarations()}}
