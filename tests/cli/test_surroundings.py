"""Streams that are closed, narrow or broken, signals, full disks: no traceback, exit codes as promised."""

from __future__ import annotations

import errno
import io
import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from safepassage.cli import main, surroundings
from safepassage.computing import files
from safepassage.figures import saving

Call = Callable[..., Any]
DESIGN = 'scenario = "two-towns"\ndays = 3\nreplicates = 2\n[factors]\n"convoys.buses" = [4, 12]\n'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run, a sweep and a design."""
    home = tmp_path_factory.mktemp("made")
    (home / "d.toml").write_text(DESIGN, encoding="utf-8")
    assert main(["run", "two-towns", "--days", "3", "--no-figures", "--out", str(home / "r")]) == 0
    assert main(["sweep", str(home / "d.toml"), "--workers", "1", "--out", str(home / "s")]) == 0
    return home


@pytest.fixture
def ready(made: Path, here: Path) -> Path:
    """A copy of it, to work in."""
    shutil.copytree(made, here, dirs_exist_ok=True)
    return here


VERBS: list[tuple[str, ...]] = [
    ("list",), ("--help",), ("--version",), ("check", "two-towns"), ("check", "--schema"), ("check", "r"),
    ("check", "s"),
    ("run", "two-towns", "--days", "3", "--no-figures"), ("run", "two-towns", "--days", "3", "--no-figures", "--json"),
    ("run", "two-towns", "--days", "3", "--no-figures", "--replicates", "2"), ("replay", "r"),
    ("sweep", "d.toml", "--workers", "1"), ("sweep", "d.toml", "--dry-run"), ("sweep", "d.toml", "--only", "1"),
    ("sweep", "d.toml", "--merge", "--out", "s"), ("sensitivity", "s"),
    ("compare", "two-towns", "forty-buses", "--replicates", "2", "--days", "2", "--workers", "1"),
    ("new", "tables"), ("report", "r"), ("export", "r", "--format", "flee"),
]  # fmt: skip


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A standard output that nobody reads any more, as in ``| head -1``."""
    reader, writer = os.pipe()
    os.close(reader)
    stream = os.fdopen(writer, "w", encoding="utf-8", buffering=1)
    monkeypatch.setattr(sys, "stdout", stream)
    yield
    monkeypatch.undo()
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - a device
        os.dup2(nowhere.fileno(), writer)
    stream.close()


@pytest.mark.usefixtures("ready", "broken")
@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_output_that_nobody_reads_on_is_no_failure(verb: tuple[str, ...]) -> None:
    assert main(list(verb)) == 0


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_process_without_streams_writes_into_no_file_of_its_own(here: Path, closed: str) -> None:
    line = f"{sys.executable} -m safepassage run two-towns --days 2 --no-figures --out r {closed}"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run(["/bin/sh", "-c", line], cwd=here, env=environment, check=False).returncode == 0
    wrong = line.replace("run two-towns --days 2 --no-figures --out r", "check nowhere")
    assert subprocess.run(["/bin/sh", "-c", wrong], cwd=here, env=environment, check=False).returncode == 2
    assert main(["check", str(here / "r")]) == 0


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_names_that_the_output_cannot_show_are_escaped(
    encoding: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = Path(__file__).parents[1] / "inputs" / "scenarios" / "s07_arabic.toml"
    for verb in (["check", str(inputs)], ["run", str(inputs), "--no-figures", "--days", "9", "--out", str(here / "r")]):
        raw = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding, write_through=True))
        assert main(verb) == 0
        # Where the output is said to be ASCII, typer takes it for UTF-8 that nobody has set up.
        said = raw.getvalue().decode("cp1252" if encoding == "cp1252" else "utf-8")
        assert ("\\u0" in said) or encoding != "cp1252"
        assert main(["check", "مدينة"]) == 2


def test_a_scenario_printed_into_a_narrow_output_is_still_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for encoding in ("cp1252", "utf-8"):
        raw = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding, write_through=True))
        surroundings.write_toml('title = "café مدينة 🚌"\n')
        written = raw.getvalue()
        assert written.isascii() == (encoding == "cp1252")
        assert tomllib.loads(written.decode()) == {"title": "café مدينة 🚌"}


def test_what_a_terminal_would_obey_is_written_as_an_escape(call: Call) -> None:
    said = call("check", "\x1b[31mred\x07")
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert said.err.strip().isprintable()
    assert r"\x1b[31mred\x07" in said.err


def test_an_argument_that_is_no_text_is_refused(call: Call) -> None:
    assert call("check", "\udcff.toml") == (
        2,
        "",
        "safepassage: an argument is not text in the encoding of this system\n",
    )


def test_a_name_that_is_too_long_is_refused_in_one_line(call: Call, here: Path) -> None:
    for verb in (("check", "x" * 300 + ".toml"), ("check", "x" * 300), ("replay", "x" * 300), ("sweep", "x" * 300)):
        said = call(*verb)
        assert (said.code, said.err.count("\n")) == (2, 1), said
    assert call("run", "two-towns", "--no-figures", "--out", "x" * 300).code == 2
    assert list(here.iterdir()) == []


# Signals


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_leaves_no_temporary_folder(command: Call, here: Path, number: int) -> None:
    process = command("run", "two-towns", "--replicates", 5_000, "--no-figures")
    until = time.monotonic() + 60
    while not list((here / "runs").glob(".*.tmp")) and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.strip() == "interrupted"
    assert list(here.rglob("*")) == []


# Disks


def test_a_full_disk_names_the_path_that_was_meant(call: Call, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opening = files._opened

    def full(path: Path) -> Any:  # noqa: ANN401 - a file
        if "events" in path.name:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return opening(path)

    monkeypatch.setattr(files, "_opened", full)
    said = call("run", "two-towns", "--days", 2, "--no-figures", "--out", "r")
    assert said == (1, "", "r/events.jsonl: No space left on device\n")
    assert list(here.iterdir()) == []


# Pictures


def test_a_picture_that_cannot_be_drawn_loses_no_run(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("no such font")

    monkeypatch.setattr(saving, "map_", broken)
    said = call("run", "two-towns", "--days", 2, "--out", "r")
    assert said.code == 1
    assert "r: the run is whole, but its pictures could not be drawn: ValueError: no such font" in said.err
    assert said.err.count("\n") == 1
    assert call("check", "r").code == 0
    assert call("replay", "r").code == 0


def test_settings_of_matplotlib_do_not_reach_in(call: Call) -> None:
    import matplotlib as mpl

    assert call("run", "two-towns", "--days", 2, "--out", "plain").code == 0
    odd = {"text.usetex": True, "font.family": ["no such font"], "savefig.dpi": 7, "axes.facecolor": "red"}
    with mpl.rc_context(odd):
        assert call("run", "two-towns", "--days", 2, "--out", "odd").code == 0
    for name in ("map.png", "timeline.png"):
        assert Path("plain", name).read_bytes() == Path("odd", name).read_bytes()


def test_a_backend_that_does_not_exist_is_no_failure(
    command: Call, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MPLBACKEND", "module://nowhere")
    (here / "matplotlibrc").write_text("text.usetex : True\nno.such.setting : 1\n", encoding="utf-8")
    process = command("run", "two-towns", "--days", 2, "--out", "r")
    _, said = process.communicate(timeout=120)
    assert (process.returncode, said) == (0, "")
    assert (here / "r" / "map.png").is_file()
