"""A run in the page is day for day the run of the command line; what is sent of it adds up to all of it."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from safepassage import Scenario, simulate
from safepassage.phases.agreements import collapse
from safepassage.results.record import Recorder
from safepassage.results.replaying import replay
from safepassage.scenario import BadInput
from safepassage.view.export import zipped
from safepassage.view.frame import Fresh, frame
from safepassage.view.post import Post
from safepassage.view.run import Desk, LiveRun


def run_to_end(name: str, seed: int | str) -> LiveRun:
    run = LiveRun(name, seed)
    while run.running:
        run.step()
    return run


@pytest.mark.parametrize(("name", "seed"), [("two-towns", 7), ("south-damascus-2018", 3)])
def test_the_page_runs_what_the_command_line_runs_day_for_day(name: str, seed: int) -> None:
    run = run_to_end(name, str(seed))
    result = simulate(Scenario.load(name), seed)
    assert run.days == result.days
    assert run.campaign.world.journal.entries == result.campaign.world.journal.entries
    assert run.campaign.world.outlooks == result.campaign.world.outlooks
    assert run.campaign.world.reports == result.campaign.world.reports
    assert run.campaign.datacollector.model_vars == result.campaign.datacollector.model_vars


def test_after_the_last_day_nothing_happens() -> None:
    run = run_to_end("two-towns", 1)
    days = run.days
    run.step()
    assert run.days == days == 90
    assert not run.running


def whole(history: list[str]) -> list[dict[str, Any]]:
    """Every evening in full, as the browser puts them together."""
    days: list[dict[str, Any]] = []
    for text in history:
        days.append({**(days[-1] if days else {}), **json.loads(text)})
    return days


def frame_of(run: LiveRun) -> dict[str, Any]:
    """This evening, with nothing that is new."""
    return frame(run.campaign.world, Fresh((), (), ()))


def test_everybody_is_somewhere_every_day() -> None:
    run = run_to_end("south-damascus-2018", 2)
    for day in whole(run.history.days):
        people = day["people"]
        counted = sum(people[k] for k in ("inside", "stayed", "boarded", "crossed", "killed")) + sum(people["arrived"])
        assert counted == run.campaign.world.households.total


def test_days_put_together_are_the_whole_run() -> None:
    run = LiveRun("south-damascus-2018", 1)
    frames = [frame_of(run)]
    while run.running:
        run.step()
        frames.append(json.loads(json.dumps(frame_of(run))))
    world, days = run.campaign.world, whole(run.history.days)
    assert [day["day"] for day in days] == list(range(-1, 90))
    new = ("outlooks", "reports", "marks")
    for day, told in zip(days, frames, strict=True):
        assert {k: v for k, v in day.items() if k not in new} == {k: v for k, v in told.items() if k not in new}
    assert [row[0] for day in days for row in day["outlooks"]] == [row[0] for row in world.outlooks]
    assert [report["people"] for day in days for report in day["reports"]] == [r.people for r in world.reports]
    marked = [kind for day in days for kind, _ in day["marks"]]
    kinds = [entry.kind for entry in world.journal.entries]
    assert marked.count("signature") == kinds.count("signed")
    assert marked.count("handover") == kinds.count("handover")
    assert marked.count("first convoy") == sum(1 for e in world.roll.enclaves if e.tally.first_convoy_day is not None)


def test_messages_put_together_are_the_whole_run_and_each_names_its_run() -> None:
    run, post = LiveRun("south-damascus-2018", 1), Post()
    days: list[str] = []
    lines: list[list[Any]] = []
    for turn in range(200):
        post.answer(turn)
        message = json.loads(post.message(run, None, pending=False))
        part = message["run"]
        assert (message["message"], part["number"], message["answers"][-1]["id"]) == (turn + 1, run.number, turn)
        post.have(message["message"])
        assert ("scene" in part) == (turn == 0)
        assert ("pending" in message) == (turn == 0)
        assert part["since"] == len(days)
        days += [json.dumps(day) for day in part["days"]]
        lines[part["told"]["from"] :] = part["told"]["lines"]
        if not run.running:
            break
        run.run_to(run.days + 1 + turn % 3)
    assert [json.loads(day) for day in days] == [json.loads(day) for day in run.history.days]
    assert lines == [list(line) for line in run.story]
    assert part["end"] == run.end
    assert part["end"]


def test_what_the_page_has_not_said_it_has_is_sent_again() -> None:
    run, post = LiveRun("two-towns"), Post()
    first = json.loads(post.message(run, None, pending=False))
    run.run_to(5)
    second = json.loads(post.message(run, None, pending=False))
    assert "scene" in second["run"]
    post.have(first["message"])
    run.run_to(7)
    third = json.loads(post.message(run, None, pending=False))
    assert (third["run"]["since"], len(third["run"]["days"])) == (1, 7)
    assert not {"scene"} & third["run"].keys()
    assert "pending" not in third
    post.have(third["message"])
    post.have(second["message"])  # said late, it changes nothing
    fourth = json.loads(post.message(run, None, pending=True))
    assert (fourth["run"]["days"], fourth["run"]["told"]["lines"], fourth["pending"]) == ([], [], True)
    post.forget()
    assert len(json.loads(post.message(run, None, pending=True))["run"]["days"]) == 8


def test_the_scene_is_that_of_the_start_however_late_it_is_sent() -> None:
    run = run_to_end("south-damascus-2018", 1)
    sent = json.loads(Post().message(run, None))["run"]["scene"]
    assert sent == json.loads(LiveRun("south-damascus-2018", 1).scene) | {"run": sent["run"]}
    assert sum(len(panel["cells"]) for panel in sent["panels"]) > 5


def test_answers_are_told_until_others_have_taken_their_place() -> None:
    run, post = LiveRun("two-towns"), Post()
    for request in range(40):
        post.answer(request, "no" if request == 39 else "")
    answers = json.loads(post.message(run, None))["answers"]
    assert [answer["id"] for answer in answers] == list(range(24, 40))
    assert answers[-1]["problem"] == "no"


def test_a_day_is_small() -> None:
    run = run_to_end("spring-2018", 1)
    assert max(map(len, run.history.days)) < 16_000
    assert len(run.scene) < 30_000


def test_a_frame_tells_stages_terms_and_convoys() -> None:
    run = LiveRun("two-towns", 1)
    stages: dict[str, list[str]] = {}
    convoys = 0
    while run.running:
        run.step()
        sent = frame_of(run)
        convoys += len(sent["convoys"])
        for enclave in sent["enclaves"]:
            seen = stages.setdefault(enclave["id"], [])
            if not seen or seen[-1] != enclave["stage"]:
                seen.append(enclave["stage"])
            if enclave["stage"] == "convoys":
                assert enclave["terms"].startswith(("passage to The coast", "all must go, to The coast"))
                assert enclave["broker"] in ("Council of elders", "")  # empty where the sides talked directly
                assert enclave["guarantor"] == "Council of elders"
                assert enclave["signer"] == "group"
                assert 0 <= enclave["ground_lost"] <= 1
    assert convoys
    left = [seen for seen in stages.values() if seen[-1] == "handed over"]
    assert left
    for seen in left:
        assert "signed" in seen
        assert seen.index("signed") < seen.index("convoys")


def test_a_frame_says_who_signed_for_a_garrison() -> None:
    signers = {}
    for seed in range(1, 9):
        run = run_to_end("south-damascus-2018", seed)
        signers |= {enclave["id"]: enclave["signer"] for enclave in frame_of(run)["enclaves"]}
        if "patron" in signers.values():
            break
    assert [slug for slug, signer in signers.items() if signer == "patron"] == ["fuah-kafraya-committees-fuah-kafraya"]
    assert "group" in signers.values()


def test_a_frame_says_that_a_deal_was_broken() -> None:
    run = LiveRun("two-towns", 1)
    world = run.campaign.world
    while not world.open_agreements:
        run.step()
    agreement = world.open_agreements[0]
    told = [enclave["broken"] for enclave in frame_of(run)["enclaves"]]
    assert not any(told)
    collapse(world, agreement)
    broken = [enclave["id"] for enclave in frame_of(run)["enclaves"] if enclave["broken"]]
    assert broken == [agreement.enclave.name]


def test_a_group_that_withdrew_says_so() -> None:
    run = LiveRun("two-towns", 1)
    enclave = run.campaign.world.active[0]
    run.campaign.world.end(enclave, "withdrew")
    told = next(e for e in frame_of(run)["enclaves"] if e["id"] == enclave.name)
    assert (told["stage"], told["gone"]) == ("withdrew", True)


@pytest.mark.parametrize("seed", ["", "one", "-1", "1.5", "9" * 30, "½"])
def test_a_wrong_seed_leaves_the_run_as_it_was_and_says_so(seed: str) -> None:
    desk = Desk()
    run = LiveRun("two-towns", "5", desk)
    for _ in range(4):
        run.step()
    other = LiveRun("two-towns", seed, desk)
    assert other.problem.startswith("Seed: a whole number from 0 to ")
    assert other.days == 4
    assert other.campaign is run.campaign
    other.step()
    assert other.days == 5


def test_a_scenario_that_cannot_be_loaded_leaves_the_run_as_it_was(tmp_path: Path) -> None:
    desk = Desk()
    LiveRun("two-towns", "5", desk)
    assert "no such scenario" in LiveRun("two-town", "5", desk).problem
    broken = tmp_path / "broken.toml"
    broken.write_text("[scenario\n", encoding="utf-8")
    assert "not valid TOML" in LiveRun(str(broken), "5", desk).problem


def test_the_first_run_has_nothing_to_fall_back_on() -> None:
    with pytest.raises(BadInput):
        LiveRun("two-town", "5")


def test_levers_apply_to_the_next_run_only() -> None:
    desk = Desk()
    run = LiveRun("two-towns", "1", desk)
    desk.moved["buses"] = 3
    assert run.campaign.world.fleet.buses == 12
    assert LiveRun("two-towns", "1", desk).campaign.world.fleet.buses == 3


def test_a_run_says_which_command_does_the_same() -> None:
    desk = Desk(moved={"buses": 3})
    assert LiveRun("two-towns", "9", desk).command == [
        "safepassage", "run", "two-towns", "--seed", "9", "--set", "convoys.buses=3",
    ]  # fmt: skip
    desk.moved["aid"] = 7
    assert LiveRun("two-towns", "9", desk).command == []


def test_the_exported_folder_is_that_of_the_command_line_and_replays(tmp_path: Path) -> None:
    run = LiveRun("two-towns", "4")
    for _ in range(40):
        run.step()
    parcel = zipped(run)
    assert parcel["name"] == "two-towns-4-day-40.zip"
    with zipfile.ZipFile(BytesIO(parcel["bytes"])) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "two-towns-4"
    recorder = Recorder(Scenario.load("two-towns"), [4], 40, ())
    recorder.add(simulate(Scenario.load("two-towns"), 4, days=40))
    for name, content in recorder.files().items():
        assert (folder / name).read_bytes() == content, name
    assert {path.name for path in folder.iterdir()} >= {"map.png", "timeline.png", "manifest.json"}
    assert replay(folder) == []


def test_with_levers_moved_the_exported_folder_replays(tmp_path: Path) -> None:
    run = LiveRun("two-towns", "4", Desk(moved={"aid": 3, "destination": False, "guarantee": 0.9}))
    for _ in range(30):
        run.step()
    with zipfile.ZipFile(BytesIO(zipped(run)["bytes"])) as archive:
        archive.extractall(tmp_path)
    assert replay(tmp_path / "two-towns-4") == []


def test_before_the_first_day_there_is_nothing_to_export() -> None:
    with pytest.raises(BadInput, match="no day has been run"):
        zipped(LiveRun("two-towns", "4"))


def test_levers_that_another_scenario_does_not_have_or_does_not_allow_are_let_go() -> None:
    desk = Desk(moved={"buses": 500, "guarantee": 0.1})
    assert LiveRun("spring-2018", "1", desk).moved == {"buses": 500, "guarantee": 0.1}
    assert LiveRun("two-towns", "1", desk).moved == {"guarantee": 0.1}
    assert desk.moved == {"guarantee": 0.1}
