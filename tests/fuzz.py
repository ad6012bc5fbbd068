"""Mutated scenarios, designs, tables, points and folders: each call ends in time, in an exit code of the contract.

``make fuzz`` tries 10,000 of them; ``tests/test_fuzz.py`` a small sample. A case is a function of its number, so that
one that failed is tried again with ``python tests/fuzz.py --only NUMBER``.

What counts as a fault: a traceback or an unexpected error, another exit code than 0, 1 or 2, more than one line on
standard error where bad input is refused, a file half written, more than five seconds, more than one gibibyte.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import io
import os
import random
import re
import resource
import shutil
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1] / "model"))

from safepassage.cli import main
from safepassage.parameters import Parameters, default_parameters

INPUTS = Path(__file__).parent / "fuzzed"
PARAMETERS = default_parameters()
MOST_SECONDS = 5.0
MOST_BYTES = 2**30
_OTHERS = 12  # how much slower a busy machine may be
CODES = (0, 1, 2)

# What people and programs put where a value is due.
TOKENS = (
    "2", "10", "0.5", "0.05", "1.5", "300", "40_000", "2030-04-09", '"rebel"', '"ground"', '["town"]',
    "", "0", "-1", "1", "1e308", "-1e308", "1e-308", "nan", "inf", "-inf", "true", "false", "''", '""', '"x"', "[]",
    "{}", "9" * 30, "9" * 5_000, "0x10", "1_000", "1,000", "0.30000000000000004", "2018-02-30", "9999-12-31",
    "0001-01-01", "2018-02-18T12:00:00Z", "12:30:00", '"' + "a" * 300 + '"', '"$x^2$"', '"[red]x"', '"\\u0000"',
    '"\\u001b[31m"', '"\\u202e"', '"\\ud83d"', "[[[[[[1]]]]]]", "[" * 500 + "]" * 500, "{a = {b = {c = 1}}}", "'''",
    "\x00", "\x1b[31m", "é", "مدينة", "🚌", "\ufeff", "../../etc/passwd", "/dev/zero", "NULL", "n/a", "-", "=1+1", "#",
    ";", "\t", '"',
)  # fmt: skip


class Case(NamedTuple):
    """What was called, and what came of it; ``fault`` is empty where all was well."""

    number: int
    kind: str
    call: tuple[str, ...]
    code: int
    seconds: float
    fault: str
    said: str = ""


# Mutations of a text


def mutated(text: str, chance: random.Random) -> str:
    """One to three changes, as a slip of the hand, an editor, a spreadsheet or a bad disk makes them."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        text = chance.choice(MUTATIONS)(text, chance)
    return text


def _lines(text: str, chance: random.Random) -> tuple[list[str], int]:
    lines = text.split("\n")
    return lines, chance.randrange(len(lines))


def _value(text: str, chance: random.Random) -> str:
    """Another value after an equals sign."""
    lines, at = _lines(text, chance)
    for i in (*range(at, len(lines)), *range(at)):
        key, sign, _ = lines[i].partition("=")
        if sign:
            lines[i] = f"{key}= {chance.choice(TOKENS)}"
            break
    return "\n".join(lines)


def _cell(text: str, chance: random.Random) -> str:
    """Another cell between separators."""
    lines, at = _lines(text, chance)
    cells = lines[at].split(",")
    cells[chance.randrange(len(cells))] = chance.choice(TOKENS)
    lines[at] = ",".join(cells)
    return "\n".join(lines)


def _doubled(text: str, chance: random.Random) -> str:
    lines, at = _lines(text, chance)
    return "\n".join([*lines[: at + 1], *lines[at:]])


def _gone(text: str, chance: random.Random) -> str:
    lines, at = _lines(text, chance)
    return "\n".join(lines[:at] + lines[at + 1 :])


def _swapped(text: str, chance: random.Random) -> str:
    lines, at = _lines(text, chance)
    other = chance.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]
    return "\n".join(lines)


def _cut_off(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _inserted(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(TOKENS) + text[at:]


def _one_character(text: str, chance: random.Random) -> str:
    at = chance.randrange(max(len(text), 1))
    return text[:at] + chr(chance.randrange(1, 0x2FF)) + text[at + 1 :]


def _number(text: str, chance: random.Random) -> str:
    """A digit more, a sign, a decimal point: a number that is another one."""
    digits = [i for i, character in enumerate(text) if character.isdigit()]
    if not digits:
        return text
    at = chance.choice(digits)
    return text[:at] + chance.choice(("9", "-", ".", "e9", "00", ",")) + text[at:]


def _scaled(text: str, chance: random.Random) -> str:
    """A number of another size, mostly one that may stand there."""
    found = list(re.finditer(r"(?<== )\d+(\.\d+)?(?=\s|$)", text))
    if not found:
        return text
    at = chance.choice(found)
    value = float(at[0]) * chance.choice((0, 0.01, 0.5, 0.9, 2, 10, 100))
    return text[: at.start()] + (f"{value:g}" if "." in at[0] else f"{value:.0f}") + text[at.end() :]


def _parameter(text: str, chance: random.Random) -> str:
    """A parameter at one of its bounds, or far from where it starts."""
    group = chance.choice(list(Parameters.model_fields))
    fields = type(getattr(PARAMETERS, group)).model_fields
    name = chance.choice(list(fields))
    bounds = [bound for m in fields[name].metadata for bound in (getattr(m, "ge", None), getattr(m, "le", None))]
    start = getattr(getattr(PARAMETERS, group), name)
    value = chance.choice([*(float(b) for b in bounds if b is not None), start * 10, start / 10, -start])
    return f"{text}\n[parameters.{group}]\n{name} = {value!r}\n"


MUTATIONS: tuple[Callable[[str, random.Random], str], ...] = (
    *[_scaled] * 5, _value, _value, _cell, _doubled, _gone, _swapped, _cut_off, _inserted, _one_character, _number,
)  # fmt: skip


# What is tried: each makes its files in a folder, and yields the calls


def scenario(folder: Path, chance: random.Random) -> Iterator[tuple[str, ...]]:
    """A scenario, checked, and run for a few days."""
    name = chance.choice(("plain.toml", "rich.toml"))
    path = folder / "s.toml"
    text = (INPUTS / name).read_text(encoding="utf-8")
    for _ in range(chance.choice((0, 0, 1, 3))):
        text = _parameter(text, chance)
    _write(path, mutated(text, chance))
    yield "check", str(path)
    days = str(chance.choice((1, 5, 20, 40)))
    yield "run", str(path), "--days", days, "--no-figures", "--out", str(folder / "r")


def setting(folder: Path, chance: random.Random) -> Iterator[tuple[str, ...]]:
    """Odd values of ``--set``, and odd options."""
    keys = ("convoys.buses", "convoys.buses", "factions.guard.stock_days", "government.strength",
            "brokers.elders.guarantee", "parameters.bargaining.sigma", "districts.town.population",
            "offensives.0.date", "scenario.title", "sources.x", "a.b.c.d", "", ".", "factions.guard.fighters",
            "parameters.war.advance", "parameters.households.size", "scenario.days")  # fmt: skip
    given = [f"--set={chance.choice(keys)}={chance.choice(TOKENS)}" for _ in range(chance.choice((1, 1, 2)))]
    days, seed = (chance.choice(("1", "9", "20", "30", "5", "-1", "x", "999999999999")) for _ in range(2))
    words = [word.replace("\x00", "") for word in (*given, "--days", days, "--seed", seed)]
    out = str(folder / chance.choice(("r", "r", "r", "r", "r", "a/b/c", "x" * 300, "é", "s.toml/r")))
    yield "run", str(INPUTS / "plain.toml"), "--no-figures", "--out", out, *words


def design(folder: Path, chance: random.Random) -> Iterator[tuple[str, ...]]:
    """A design, tried with a dry run, and one row of it."""
    shutil.copy(INPUTS / "plain.toml", folder)
    text = (INPUTS / chance.choice(("grid.toml", "lhs.toml", "morris.toml"))).read_text(encoding="utf-8")
    _write(folder / "d.toml", mutated(text, chance))
    yield "sweep", str(folder / "d.toml"), "--only", str(chance.choice((0, 1, 5)))


def points(folder: Path, chance: random.Random) -> Iterator[tuple[str, ...]]:
    """A table of points, one row of it done."""
    for name in ("plain.toml", "table.toml"):
        shutil.copy(INPUTS / name, folder)
    text = mutated((INPUTS / "points.csv").read_text(encoding="utf-8"), chance)
    _write(folder / "points.csv", text if chance.random() < 0.8 else text.replace(",", ";"))
    yield "sweep", str(folder / "table.toml"), "--only", "0"


def tables(folder: Path, chance: random.Random) -> Iterator[tuple[str, ...]]:
    """Tables of reported facts, built into a scenario, which is checked."""
    for name in ("agreements.csv", "districts.csv"):
        text = (INPUTS / name).read_text(encoding="utf-8")
        _write(folder / name, mutated(text, chance) if chance.random() < 0.6 else text)
    files = [str(folder / name) for name in ("agreements.csv", "districts.csv")]
    yield "build", *files, "--id", "WADI_1", "--seed", "1", "--out", str(folder / "built.toml")
    if (folder / "built.toml").is_file():
        yield "check", str(folder / "built.toml")


def run_folder(folder: Path, chance: random.Random) -> Iterator[tuple[str, ...]]:
    """A run folder with a damaged or edited file, sums or none, read by every verb that reads one."""
    home = folder / "r"
    shutil.copytree(_made("run"), home)
    _damaged(home, chance)
    out = str(folder / "out")
    yield "check", str(home)
    yield chance.choice((
        ("report", str(home), "--out", f"{out}.html"),
        ("export", str(home), "--format", "flee", "--out", out),
        ("export", str(home), "--format", "hxl", "--out", out),
        ("replay", str(home)),
    ))  # fmt: skip


def sweep_folder(folder: Path, chance: random.Random) -> Iterator[tuple[str, ...]]:
    """The same with the folder of a sweep."""
    home = folder / "s"
    shutil.copytree(_made("sweep"), home)
    shutil.copy(INPUTS / "plain.toml", folder)
    shutil.copy(INPUTS / "lhs.toml", folder)
    _damaged(home, chance)
    plan = str(folder / "lhs.toml")
    yield "check", str(home)
    yield chance.choice((
        ("sensitivity", str(home)),
        ("sweep", plan, "--out", str(home), "--merge"),
        ("sweep", plan, "--out", str(home), "--resume", "--workers", "1"),
        ("sweep", plan, "--out", str(home), "--only", "1"),
    ))  # fmt: skip


KINDS: dict[str, Callable[[Path, random.Random], Iterator[tuple[str, ...]]]] = {
    maker.__name__: maker for maker in (scenario, setting, design, points, tables, run_folder, sweep_folder)
}


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8", "surrogatepass"))


_folders: dict[str, Path] = {}


def _made(kind: str) -> Path:
    """A whole folder of a run or a sweep, made once."""
    if kind not in _folders:
        home = Path(tempfile.mkdtemp(prefix="fuzz-")) / kind
        atexit.register(shutil.rmtree, home.parent, ignore_errors=True)
        calls = {
            "run": ["run", str(INPUTS / "plain.toml"), "--days", "20", "--no-figures", "--out", str(home)],
            "sweep": ["sweep", str(INPUTS / "lhs.toml"), "--workers", "1", "--out", str(home)],
        }
        with contextlib.redirect_stdout(io.StringIO()):
            if main(calls[kind]):
                raise RuntimeError(f"the {kind} to be damaged could not be made")
        _folders[kind] = home
    return _folders[kind]


def _damaged(home: Path, chance: random.Random) -> None:
    """Change a file or two; half the time leave no sums, so that readers meet the damage themselves."""
    if chance.random() < 0.5:
        path = home / "manifest.json"
        text = path.read_text(encoding="utf-8")
        start = text.index(',\n "files": {')
        path.write_text(text[:start] + "\n}\n", encoding="utf-8")
    for path in chance.sample(sorted(p for p in home.iterdir() if p.is_file()), chance.choice((1, 1, 2))):
        _spoiled(path, chance)


def _spoiled(path: Path, chance: random.Random) -> None:
    how, raw = chance.random(), bytearray(path.read_bytes())
    if how < 0.1:
        path.unlink()
    elif how < 0.2:
        path.write_bytes(b"")
    elif how < 0.3:
        path.write_bytes(bytes(raw[: chance.randrange(len(raw) + 1)]))
    elif how < 0.35:
        path.unlink()
        path.mkdir()
    elif path.suffix in (".json", ".csv", ".jsonl", ".md"):
        _write(path, mutated(raw.decode("utf-8", "replace"), chance))
    else:
        for _ in range(chance.choice((1, 3, 20))):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        path.write_bytes(bytes(raw))


# Trying


def tried(number: int) -> list[Case]:
    """Make a case's files, do its calls, and judge each."""
    chance = random.Random(number)  # noqa: S311 - chance for tests
    kind = list(KINDS)[number % len(KINDS)]
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        folder = Path(name)
        return [Case(number, kind, call, *_called(call, folder)) for call in KINDS[kind](folder, chance)]


def _called(call: tuple[str, ...], folder: Path) -> tuple[int, float, str, str]:
    out, err = io.StringIO(), io.StringIO()
    before, used, here = time.perf_counter(), time.process_time(), Path.cwd()
    os.chdir(folder)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            warnings.simplefilter("error")
            code = main(list(call))
    except BaseException as error:
        return -1, time.process_time() - used, f"escaped: {type(error).__name__}: {error}"[:300], ""
    finally:
        os.chdir(here)
    # Other programs on the machine take time too; who waits for ever takes none of the processor's.
    seconds = max(time.process_time() - used, (time.perf_counter() - before) / _OTHERS)
    return code, seconds, _fault(code, seconds, err.getvalue(), folder), err.getvalue()


def _fault(code: int, seconds: float, said: str, folder: Path) -> str:
    """What is wrong with an answer, empty where nothing is."""
    if code not in CODES:
        return f"exit code {code}"
    if "unexpected:" in said or "Traceback" in said:
        return said.strip()[:300]
    if code == 2 and (said.count("\n") != 1 or len(said) > 1_100):
        return f"not one line: {said[:300]!r}"
    if code and not said.strip() and code == 2:
        return "refused without a word"
    left = [path.name for path in folder.rglob("*") if path.name.endswith(".tmp")]
    if left:
        return f"left behind: {left[0]}"
    if seconds > MOST_SECONDS:
        return f"took {seconds:.1f} s"
    return ""


def peak() -> int:
    """The most memory this process has had, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=10_000, help="how many")
    parser.add_argument("--start", type=int, default=0, help="number of the first")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    parser.add_argument("--only", type=int, help="one case, with what was called")
    given = parser.parse_args()
    began, counts, faults = time.perf_counter(), Counter[tuple[str, int]](), 0
    numbers = range(given.start, given.start + given.cases) if given.only is None else [given.only]
    done = slowest = 0.0
    for number in numbers:
        if time.perf_counter() - began > given.seconds:
            break
        done += 1
        for case in tried(number):
            counts[case.kind, case.code] += 1
            slowest = max(slowest, case.seconds)
            if case.fault or given.only is not None:
                faults += bool(case.fault)
                called = f"{number} {case.kind} {' '.join(case.call)[:200]!r}"
                sys.stdout.write(f"{called}: {case.code} {case.fault or case.said.strip()}\n")
    for (kind, code), n in sorted(counts.items()):
        sys.stdout.write(f"{kind:>14}  exit {code:>2}  {n:>6,} calls\n")
    memory = peak() / 2**20
    sys.stdout.write(f"{done:,.0f} cases, {sum(counts.values()):,} calls, {faults} faults, the slowest "
                     f"{slowest:.1f} s, {memory:,.0f} MiB, {time.perf_counter() - began:,.0f} s\n")  # fmt: skip
    return int(faults > 0 or memory * 2**20 > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(_main())
