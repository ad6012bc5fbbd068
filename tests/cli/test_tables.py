"""Tables on terminals of any width: every number that a table holds can be read back from what is printed."""

from __future__ import annotations

import ast
import fcntl
import os
import pty
import re
import struct
import sys
import termios
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Group
from rich.table import Table
from rich.text import Text

from safepassage import cli
from safepassage.cli import tables

Call = Callable[..., Any]
WIDTHS = (60, 80, 100, 120)
SO_WIDE_THAT_ALL_FITS = 2000


def numbers(text: str) -> Counter[str]:
    """Every number of a text, thousands and decimals with it."""
    return Counter(re.findall(r"\d+(?:[,.]\d+)*", text))


def printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, wide: int, *shown: Any) -> str:  # noqa: ANN401
    monkeypatch.setenv("COLUMNS", str(wide))
    capsys.readouterr()
    tables.show(*shown)
    return capsys.readouterr().out


def assert_whole(text: str, reference: str, wide: int) -> None:
    """All that the reference holds is in the text, which keeps to its width."""
    lost = numbers(reference) - numbers(text)
    assert not lost, f"lost at {wide} columns: {lost}"
    assert max(cell_len(line.rstrip()) for line in text.splitlines()) <= wide


# What the verbs print

DESIGN = """
title = "Guarantee and fleet of 2030"
scenario = "two-towns"
method = "grid"
replicates = 2
days = 40
[factors]
"brokers.elders.guarantee" = [0.0, 0.8]
"convoys.buses" = [3, 12]
"""
INPUTS = Path(__file__).parents[1] / "evidence" / "inputs"
SWEEP = ("sweep", "design.toml", "--workers", 1)
SPRING = ("run", "spring-2018", "--no-figures", "--days", 60)
VERBS: dict[str, tuple[tuple[object, ...], ...]] = {
    "run": (SPRING,),
    "replicates": ((*SPRING, "--replicates", 3),),
    "compare": (("compare", "two-towns", "two-towns", "--set", "convoys.buses=3", "--replicates", 3, "--workers", 1),),
    "sweep": (SWEEP,),
    "sensitivity": ((*SWEEP, "--out", "s"), ("sensitivity", "s")),
    "indices": ((*SWEEP, "--out", "s"), ("sensitivity", "s", "--outcome", "evacuated")),
    "forecast": (("forecast", "two-towns", "--draws", 6, "--workers", 1),),
    "patterns": (("patterns", "--replicates", 1, "--workers", 1),),
    "validate": (
        (
            "validate",
            "--agreements",
            INPUTS / "clean_agreements.csv",
            "--districts",
            INPUTS / "clean_districts.csv",
            "--draws",
            3,
            "--workers",
            1,
        ),
    ),
}


def tabled(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the verbs hand to be shown, kept."""
    kept: list[tuple[Any, ...]] = []
    show = tables.show

    def keep(*shown: Any) -> None:  # noqa: ANN401
        kept.append(shown)
        show(*shown)

    monkeypatch.setattr(tables, "show", keep)
    for module in ("analysing", "evidence", "forecasttable", "running", "scores", "sweeping"):
        if hasattr(imported := __import__(f"safepassage.cli.{module}", fromlist=[module]), "show"):
            monkeypatch.setattr(imported, "show", keep)
    return kept


@pytest.mark.slow
@pytest.mark.parametrize("verb", VERBS)
def test_every_number_of_every_table_is_read_back(
    call: Call, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    (here / "design.toml").write_text(DESIGN, encoding="utf-8")
    kept = tabled(monkeypatch)
    monkeypatch.setenv("COLUMNS", str(SO_WIDE_THAT_ALL_FITS))
    for arguments in VERBS[verb]:
        kept.clear()
        said = call(*arguments)
        assert said.code == 0, said.err
    monkeypatch.undo()
    assert [part for shown in kept for piece in shown for part in tables._pieces(piece) if isinstance(part, Table)]
    for shown in kept:
        cells = " ".join(text for piece in shown for part in tables._pieces(piece) for text in texts(part))
        for wide in WIDTHS:
            assert_whole(printed(capsys, monkeypatch, wide, *shown), cells, wide)


def texts(part: Any) -> list[str]:  # noqa: ANN401
    """What a table or a text says, cell by cell, before anything is laid out."""
    if isinstance(part, Table):
        return [tables._plain(cell) for column in part.columns for cell in column.cells]
    return [part.plain if isinstance(part, Text) else str(part)]


def test_nothing_but_this_module_prints_tables() -> None:
    for path in Path(cli.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        prints = [
            node for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr == "print" and path.name != "tables.py"
        ]  # fmt: skip
        assert not prints, path.name


# Any table


def filled(rows: list[list[str]], wrapped: list[bool], below: list[bool]) -> Table:
    left = [f"Column {n}" for n, words in enumerate(wrapped) if words]
    made = tables.table([f"Column {n}" for n in range(len(wrapped))], left=left, title="A title of 1,234 words")
    for cells, goes_with in zip(rows, below, strict=True):
        made.add_row(*cells, style=tables.BELOW if goes_with else None)
    return made


CELLS = st.one_of(
    st.integers(0, 10**7).map("{:,}".format),
    st.lists(st.sampled_from(["1,204", "[3–17]", "reported", "ع", "漢字", "Yarmouk", "0.25"]), max_size=9).map(
        " ".join
    ),
)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), columns=st.integers(2, 9), lines=st.integers(1, 5), wide=st.sampled_from(WIDTHS))
def test_no_number_of_any_table_is_lost(data: st.DataObject, columns: int, lines: int, wide: int) -> None:
    rows = data.draw(st.lists(st.lists(CELLS, min_size=columns, max_size=columns), min_size=lines, max_size=lines))
    below = [False, *data.draw(st.lists(st.booleans(), min_size=lines - 1, max_size=lines - 1))]
    wrapped = data.draw(st.lists(st.booleans(), min_size=columns, max_size=columns))
    with pytest.MonkeyPatch.context() as patch:
        out: list[str] = []
        patch.setattr(sys, "stdout", type("Out", (), {"write": lambda _, s: out.append(s), "flush": lambda _: None,
                                                      "isatty": lambda _: False, "encoding": "utf-8"})())  # fmt: skip
        patch.setenv("COLUMNS", str(wide))
        tables.show(filled(rows, wrapped, below))
    assert_whole("".join(out), " ".join(cell for row in rows for cell in row), wide)


def test_what_fits_is_a_table_and_what_does_not_is_stacked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def made() -> Table:
        table = tables.table(["Enclave", "Outcome", *(f"Number {n}" for n in range(5))], left={"Outcome"})
        table.add_row("Douma", "evacuated", *(f"{n},221,000" for n in range(1, 6)))
        table.add_row("  Jaysh al-Islam", "reported", "18", "", "", "", "21,145", style=tables.BELOW)
        return table

    wide = printed(capsys, monkeypatch, 100, made())
    assert len(wide.splitlines()) == 4
    assert wide.splitlines()[2].split() == ["Douma", "evacuated", *(f"{n},221,000" for n in range(1, 6))]
    narrow = [line.rstrip() for line in printed(capsys, monkeypatch, 60, made()).splitlines()]
    assert narrow == [
        "Douma, Jaysh al-Islam",
        "  Outcome   evacuated",
        "  Number 0  1,221,000; reported 18",
        "  Number 1  2,221,000",
        "  Number 2  3,221,000",
        "  Number 3  4,221,000",
        "  Number 4  5,221,000; reported 21,145",
    ]


def test_words_are_folded_before_a_table_is_stacked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tables.table(["Pattern", "Found"], left={"Found"})
    table.add_row("Offensives bring agreements within weeks", "in 75 % of the runs, after 33 days in the median")
    lines = printed(capsys, monkeypatch, 60, table).splitlines()
    assert lines[0].split() == ["Pattern", "Found"]
    assert len(lines) > 3


def test_names_are_never_taken_for_markup(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    table = tables.table(["Enclave", "People"])
    table.add_row("[bold]Douma[/bold] :bus:", "12")
    for wide in WIDTHS:
        assert "[bold]Douma[/bold] :bus:" in printed(capsys, monkeypatch, wide, Group(table))


def test_another_program_gets_100_columns(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert tables.width() == 100
    for told in ("no", "-3", "0", ""):
        monkeypatch.setenv("COLUMNS", told)
        assert tables.width() == 100
    tables.show(Text("word " * 40))
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 100


@pytest.mark.parametrize("wide", [60, 80])
def test_a_terminal_is_asked_how_wide_it_is(command: Call, call: Call, wide: int) -> None:
    """On a real terminal of that width: no line is longer, and no number of the table is lost."""
    arguments = ("run", "two-towns", "--no-figures", "--days", 60)
    whole = call(*arguments).out
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, wide, 0, 0))
    process = command(*arguments, stdout=slave, stderr=None, stdin=slave)
    os.close(slave)
    told = b""
    while chunk := read(master):
        told += chunk
    assert process.wait(timeout=60) == 0
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", told.decode()).replace("\r", "")
    table = text[text.index("Full control:") :].split("\n", 1)[1]
    assert_whole(table, whole[whole.index("\nEnclave") : whole.index("\nRun folder")], wide)


def read(master: int) -> bytes:
    """What a terminal shows next; nothing at its end, which Linux tells by an error."""
    try:
        return os.read(master, 65_536)
    except OSError:
        return b""
