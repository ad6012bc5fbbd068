"""``run`` and ``replay``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from safepassage.cli.running import setting
from safepassage.results.digest import interval, quantile
from safepassage.results.record import PICTURES
from safepassage.world.tally import Tally
from sealing import sealed_anew, without_sums

Call = Callable[..., Any]
SETTINGS = ("--set", "districts.upton.population=2000", "--set", "brokers.elders.name=Elders of the valley")


def test_a_run_tells_its_story_shows_a_table_and_leaves_a_folder(call: Call, here: Path) -> None:
    said = call("run", "two-towns")
    assert (said.code, said.err) == (0, "")
    assert "5 April: The Valley government begins an offensive on Upton Fields and Upton" in said.out
    assert "Left by convoy" in said.out
    assert said.out.endswith("Run folder: runs/two-towns-1\n")
    names = {path.name for path in (here / "runs" / "two-towns-1").iterdir()}
    tables = {f"{name}.parquet" for name in ("daily", "agreements", "convoys", "enclaves")}
    assert names == {"manifest.json", "events.jsonl", "reports.csv", "summary.json", *tables, *PICTURES}
    assert [path.name for path in (here / "runs").iterdir()] == ["two-towns-1"]


@pytest.mark.parametrize("arguments", [(), ("--replicates", "3")])
def test_what_is_printed_fits_100_columns(call: Call, arguments: tuple[str, ...]) -> None:
    said = call("run", "south-damascus-2018", "--no-figures", "--days", "50", *arguments)
    table = said.out[said.out.index("\nEnclave") :]
    assert max(len(line) for line in table.splitlines()) <= 100


def test_reported_figures_stand_beside_simulated_ones(call: Call) -> None:
    out = call("run", "south-damascus-2018", "--no-figures").out
    lines = out.splitlines()
    below = lines[next(i for i, line in enumerate(lines) if line.startswith("Yarmouk ")) + 1]
    assert "reported" in below
    assert "19 May" in below
    assert "1,600" in below
    assert "reported 21 May" in out  # full control


def test_json_is_all_that_is_printed_and_the_same_bytes_each_time(call: Call, here: Path) -> None:
    first, second = (call("run", "two-towns", "--json", "--no-figures", "--replicates", "2") for _ in range(2))
    assert first == second
    assert (first.code, first.err) == (0, "")
    told = json.loads(first.out)
    assert list(told) == ["scenario", "seeds", "replicates"]
    assert (told["scenario"], told["seeds"]) == ("two-towns", [1, 2])
    assert [replicate["seed"] for replicate in told["replicates"]] == [1, 2]
    assert [set(replicate) for replicate in told["replicates"]] == [{"seed", "agreements", "totals"}] * 2
    assert sorted(path.name for path in (here / "runs").iterdir()) == ["two-towns-1", "two-towns-1-2"]


def test_a_replicate_is_the_run_of_its_seed(call: Call) -> None:
    several = json.loads(call("run", "two-towns", "--json", "--no-figures", "--seed", "4", "--replicates", "2").out)
    single = json.loads(call("run", "two-towns", "--json", "--no-figures", "--seed", "5").out)
    assert several["replicates"][1] == single["replicates"][0]


def test_replicates_show_medians_intervals_and_what_they_can_say(call: Call) -> None:
    few = call("run", "two-towns", "--no-figures", "--replicates", "3").out
    assert "all runs" in few
    assert "chance of 50 %" in few
    enough = call("run", "two-towns", "--no-figures", "--replicates", "9").out
    assert "80 % of runs" in enough
    assert "of 9 " in enough


def test_replicates_show_how_intervals_shrink_and_whether_they_were_enough(call: Call) -> None:
    said = call("run", "two-towns", "--no-figures", "--replicates", "8").out
    assert re.search(r"± after 2 +± after 4 +± after 8 +runs for ± 10%", said)
    rows = re.findall(r"civilians killed +[\d.]+ +people +([\d.]+) +([\d.]+) +([\d.]+) +([\d,]+)", said)
    assert len(rows) == 1
    assert float(rows[0][1]) > float(rows[0][2])
    needed = int(rows[0][3].replace(",", ""))
    assert needed > 8
    verdict = re.search(r"Too few replicates for ± 10% of (.*): up to ([\d,]+) needed", " ".join(said.split()))
    assert verdict is not None
    assert "civilians_killed" in verdict[1]
    assert int(verdict[2].replace(",", "")) >= needed
    assert "± after" not in call("run", "two-towns", "--no-figures", "--out", "one").out


def test_days_and_settings_reach_the_run(call: Call, here: Path) -> None:
    said = call("run", "two-towns", "--no-figures", "--days", "3", "--out", "short", *SETTINGS)
    assert said.code == 0
    manifest = json.loads((here / "short" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["days"] == 3
    assert manifest["scenario"]["tree"]["districts"]["upton"]["population"] == 2000
    assert manifest["scenario"]["tree"]["brokers"]["elders"]["name"] == "Elders of the valley"
    assert manifest["command"][:3] == ["safepassage", "run", "two-towns"]
    assert manifest["command"][-4:] == list(SETTINGS)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a=1", 1), ("a=0.5", 0.5), ("a=true", True), ('a="1"', "1"), ("a=two words", "two words"), ("a= 2 ", 2),
        ("a=[1, 2]", [1, 2]), ("a=x=y", "x=y"), ("a=", ""), ("a=1\nb=2", "1\nb=2"),
    ],
)  # fmt: skip
def test_settings_are_read_as_toml_or_as_text(text: str, value: object) -> None:
    assert setting(text) == ("a", value)


def test_a_profile_names_every_phase_and_changes_nothing(call: Call) -> None:
    plain = call("run", "two-towns", "--no-figures", "--json")
    told = call("run", "two-towns", "--no-figures", "--json", "--profile")
    assert told.out == plain.out
    phases = ["construction", "context", "war", "siege", "beliefs", "talks", "withdrawal"]
    phases += ["agreements", "households", "observers", "evening"]
    assert [line.split()[0] for line in told.err.splitlines() if line.startswith("  ")] == phases


@pytest.mark.parametrize("arguments", [(), ("--days", "20", "--replicates", "2", *SETTINGS)])
def test_a_replay_is_equal_to_the_byte(call: Call, arguments: tuple[str, ...]) -> None:
    call("run", "two-towns", "--no-figures", "--out", "run", *arguments)
    said = call("replay", "run")
    assert (said.code, said.err) == (0, "")
    assert said.out == "run: the same, to the byte\n"


@pytest.mark.parametrize(("form", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF-")])
def test_figures_come_in_the_format_asked_for_and_the_same_bytes_each_time(
    call: Call, here: Path, form: str, begins: bytes
) -> None:
    for out in ("a", "b"):
        assert call("run", "two-towns", "--days", "20", "--figures", form, "--out", out).code == 0
    for name in (f"map.{form}", f"timeline.{form}"):
        content = (here / "a" / name).read_bytes()
        assert content.startswith(begins)
        assert content == (here / "b" / name).read_bytes()
        assert b"atplotlib" not in content.split(b"<svg")[0]
    assert not [path for path in (here / "a").iterdir() if path.suffix in {".png", ".svg", ".pdf"} - {f".{form}"}]
    assert call("replay", "a").code == 0
    assert call("check", "a").code == 0


def test_a_run_tells_what_its_deals_were_and_explains_its_figures(call: Call) -> None:
    told = call("run", "spring-2018", "--no-figures").out
    header = next(line for line in told.splitlines() if "Guarantor" in line).split()
    assert header == ["Enclave", "Scope", "Guarantor", "Residents", "Truces", "Talks", "Settled", "Deserted", "By",
                      "siege"]  # fmt: skip
    said = " ".join(told.split())
    for words in (
        "Lost: share of the group's defence that was broken when it signed.",
        "Reported: what monitors, officials and the press told",
        "Reported of Fuah and Kafraya: 18 had left when the departure was broken off, of 5,000 announced.",
        "Beyond the places in reception: arrived where all places for displaced people were taken by then.",
        "Full control: the day on which the last of the region's 26 districts came under the Syrian government.",
        "people will leave; it is no count, and may be several times what follows.",
        "Scope: ", "Residents: ", "Settled, deserted: ",
    ):  # fmt: skip
        assert words in said, words
    assert said.count("it is no count") == 1


def test_full_control_speaks_of_no_capital_where_there_is_none(call: Call) -> None:
    told = call("run", "two-towns", "--no-figures").out
    assert "The last of Upton, Upton Fields and Downham comes under the Valley government: full control." in told
    assert "apital" not in told


def test_a_share_of_runs_says_of_how_many(call: Call) -> None:
    told = call("run", "two-towns", "--no-figures", "--replicates", "4", "--days", "50").out
    assert re.search(r"evacuated [1-4] of 4", told)
    assert re.search(r"Full control .* in [1-3] of 4 runs", told)
    assert '"3 of 4" after an outcome: the most frequent one, in so many runs;' in told


def test_a_replay_of_a_scenario_that_is_gone(call: Call, small_file: Path) -> None:
    call("run", small_file, "--no-figures", "--out", "run")
    small_file.unlink()
    assert call("replay", "run").code == 0


def test_a_replay_says_what_differs(call: Call, here: Path) -> None:
    call("run", "two-towns", "--no-figures", "--out", "run")
    with (here / "run" / "reports.csv").open("a", encoding="utf-8") as file:
        file.write("1\n")
    (here / "run" / "events.jsonl").unlink()
    said = call("replay", "run")
    assert (said.code, said.out) == (2, "")
    assert "events.jsonl: is missing; reports.csv: is damaged or was edited" in said.err
    without_sums(here / "run")
    said = call("replay", "run")
    assert said.code == 1
    assert said.err == ""
    assert "reports.csv: had" in said.out
    assert "events.jsonl: cannot be read" in said.out
    assert "daily.parquet" not in said.out


def test_a_replay_of_a_manifest_that_was_changed(call: Call, here: Path) -> None:
    call("run", "two-towns", "--no-figures", "--out", "run")
    sealed_anew(here / "run", lambda tree: tree["parameters"]["bargaining"].update(sigma=0.0))
    said = call("replay", "run")
    assert said.code == 1
    assert "manifest.json: the scenario is not the one whose hash was noted" in said.out


def test_a_replay_of_an_earlier_version_names_it(call: Call, here: Path) -> None:
    def aged(tree: dict[str, Any]) -> None:
        tree["versions"]["safepassage"] = "0.1.0"
        tree["parameters"]["beliefs"]["optimism"] = 3.9

    call("run", "two-towns", "--no-figures", "--days", 3, "--out", "run")
    without_sums(here / "run", aged)
    said = call("replay", "run")
    assert said.code == 1
    assert "simulated by version 0.1.0, which this one" in said.out
    assert "parameters.beliefs.optimism: was removed" in said.out


def test_quantiles_and_intervals() -> None:
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert quantile([0.0, 10.0], 0.1) == pytest.approx(1.0)
    assert quantile([7.0], 0.9) == 7.0
    assert interval([], str) == ""
    assert interval([4], lambda n: f"{n:g}") == "4"
    assert interval([1, 2, 30], lambda n: f"{n:g}") == "2 [1–30]"
    assert interval(list(range(11)), lambda n: f"{n:g}") == "5 [1–9]"


def test_replicates_say_that_only_chance_varies_and_name_the_forecast(call: Callable[..., Any]) -> None:
    several = call("run", "two-towns", "--replicates", 2, "--days", 20, "--no-figures").out
    heading = several.split("\n\n")[0]
    assert "Only chance varies between these runs" in heading
    assert "`safepassage forecast`" in heading
    assert "Only chance" not in call("run", "two-towns", "--days", 20, "--no-figures").out


def test_checking_invariants_changes_no_byte(call: Call, here: Path) -> None:
    assert call("run", "two-towns", "--no-figures", "--replicates", "2", "--out", "plain").code == 0
    said = call("run", "two-towns", "--no-figures", "--replicates", "2", "--check-invariants", "--out", "checked")
    assert (said.code, said.err) == (0, "")
    for path in (here / "plain").iterdir():
        assert (here / "checked" / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize("also", [(), ("--profile",)])
def test_a_broken_invariant_is_one_line_and_leaves_nothing(
    call: Call, here: Path, monkeypatch: pytest.MonkeyPatch, also: tuple[str, ...]
) -> None:
    # A convoy leaves without its people being counted as departed.
    monkeypatch.setattr(Tally, "note_departure", lambda *_: None)
    said = call("run", "two-towns", "--check-invariants", *also)
    assert (said.code, said.out) == (1, "")
    assert re.fullmatch(r"seed 1, day \d+: all enclaves: people departed: 0, and should be \d+\n", said.err)
    assert not [path for path in here.rglob("*") if path.is_file()]
