"""The command line as a whole: cheap to start, one line for every error, the promised exit codes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from safepassage import cli

Call = Callable[..., Any]

HEAVY = ("mesa", "pandas", "matplotlib", "numpy", "networkx", "scipy", "pyarrow", "rich", "solara")


def loaded_by(*arguments: str) -> list[str]:
    """Heavy modules that a call of the command line has loaded by its end."""
    code = (
        "import sys, io, contextlib; from safepassage.cli import main\n"
        f"with contextlib.redirect_stdout(io.StringIO()): code = main({list(arguments)!r})\n"
        f"print(code, *[m for m in {HEAVY!r} if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    code_and_modules = run.stdout.split()
    assert code_and_modules[0] == "0"
    return code_and_modules[1:]


@pytest.mark.parametrize("arguments", [("--help",), ("list",), ("run", "--help"), ("--version",)])
def test_help_and_list_load_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert loaded_by(*arguments) == []


def test_check_loads_neither_mesa_nor_pandas() -> None:
    assert not {"mesa", "pandas", "matplotlib", "pyarrow"} & set(loaded_by("check", "two-towns"))


def test_help_names_every_verb(call: Call) -> None:
    said = call("--help")
    assert said.code == 0
    for verb in cli.VERBS:
        assert f"  {verb.name} " in said.out


def test_the_command_alone_prints_its_help(call: Call) -> None:
    said = call()
    assert (said.code, said.err) == (0, "")
    assert said.out == call("--help").out


# How each shell tells the words so far, of which the last is to be completed.
SHELLS: dict[str, Callable[[str], dict[str, str]]] = {
    "bash": lambda words: {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)},
    "zsh": lambda words: {"_TYPER_COMPLETE_ARGS": words},
    "fish": lambda words: {"_TYPER_COMPLETE_ARGS": words, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("words", "found", "others"),
    [
        ("safepassage sens", "sensitivity", "replay"),
        ("safepassage run --rep", "--replicates", "--seed"),
        ("safepassage run spr", "spring-2018", "two-towns"),
        ("safepassage compare spring-2018 tw", "two-towns", "south-damascus"),
        ("safepassage export r --format ge", "geojson", "flee"),
    ],
)
def test_shells_complete_verbs_options_and_scenarios(
    command: Call, shell: str, words: str, found: str, others: str
) -> None:
    asked = {"_SAFEPASSAGE_COMPLETE": f"complete_{shell}", **SHELLS[shell](words)}
    out, err = command(env=asked).communicate(timeout=60)
    assert found in out, err
    assert others not in out


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_each_shell_calls_the_command(command: Call, shell: str) -> None:
    out, _ = command(env={"_SAFEPASSAGE_COMPLETE": f"source_{shell}"}).communicate(timeout=60)
    assert f"_SAFEPASSAGE_COMPLETE=complete_{shell}" in out


@pytest.mark.parametrize("verb", [verb.name for verb in cli.VERBS])
def test_every_verb_has_a_help(call: Call, verb: str) -> None:
    said = call(verb, "--help")
    assert said.code == 0
    assert f"safepassage {verb}" in said.out
    assert said.err == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("rum",), "Did you mean 'run'?"),
        (("--nonsense",), "--nonsense"),
        (("run",), "SCENARIO"),
        (("run", "two-towns", "--sed", "1"), "--seed"),
        (("run", "two-towns", "--seed", "one"), "--seed"),
        (("list", "more"), "more"),
        (("check",), "--schema"),
        (("check", "two-towns", "--schema"), "--schema"),
    ],
)
def test_usage_errors_are_one_line(call: Call, arguments: tuple[str, ...], told: str) -> None:
    said = call(*arguments)
    assert said.code == 2
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert told in said.err


def test_a_usage_error_of_a_process(command: Call) -> None:
    process = command("run", "two-towns", "--days", "0")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.count("\n")) == (2, "", 1)
    assert "Traceback" not in err


def test_a_reader_who_stops_reading_is_no_error(command: Call) -> None:
    with command("check", "--schema") as process:
        process.stdout.close()
        assert process.wait(timeout=60) == 0
        assert process.stderr.read() == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_output_that_cannot_be_written_is_told(command: Call) -> None:
    with Path("/dev/full").open("w") as full:
        process = command("list", stdout=full)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert err.count("\n") == 1
    assert "No space left" in err


def test_an_interrupted_run_leaves_nothing_behind(command: Call, here: Path) -> None:
    process = command("run", "spring-2018", "--replicates", "1000", "--no-figures")
    deadline = time.monotonic() + 60
    while not list(here.glob("runs/.*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == "interrupted\n"
    assert list(here.iterdir()) == []


def test_unexpected_errors_are_one_line_that_names_the_place(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_arguments: list[str]) -> int:
        raise ValueError("a mistake of the program")

    monkeypatch.setattr(cli, "_dispatch", broken)
    said = call("list")
    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert "unexpected: ValueError: a mistake of the program (test_main.py, line" in said.err
    monkeypatch.setenv(cli.TRACEBACK, "1")
    with pytest.raises(ValueError, match="a mistake of the program"):
        call("list")


def test_a_failure_is_one_line_and_exit_1(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_arguments: list[str]) -> int:
        raise cli.Failed("3 of 8 runs\nfailed")

    monkeypatch.setattr(cli, "_dispatch", failing)
    assert call("list") == (1, "", "3 of 8 runs failed\n")
