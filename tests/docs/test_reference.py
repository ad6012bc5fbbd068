"""Pages of reference say what the code says, and tables use the words of the glossary."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from docs_blocks import DOCS, script
from safepassage import columns
from safepassage.forecasts import columns as forecast_columns

REFERENCE = script("reference")
GLOSSARY = (DOCS / "glossary.md").read_text(encoding="utf-8")
TERMS = [line for line in GLOSSARY.splitlines() if line.startswith("**")]
LITTLE = {"at", "by", "in", "of", "on", "talk", "back", "60", "group"}  # words that need no line of their own


def test_the_pages_are_those_that_the_code_makes() -> None:
    stale = [path.name for path, text in REFERENCE.current() if path.read_text(encoding="utf-8") != text]
    assert not stale, "run: python docs/reference.py"


def test_a_state_variable_without_words_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    told = REFERENCE.words("variables")
    del told["world/pocket.py:Pocket"]["hunger"]
    monkeypatch.setattr(REFERENCE, "words", lambda _: told)
    with pytest.raises(REFERENCE.PartedError, match="hunger"):
        REFERENCE.variables()


def test_a_letter_of_a_parameter_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    one = {"letter": "σ", "meaning": "error", "parameter": "bargaining.sigmma", "uses": "equations/war.py:hazard"}
    monkeypatch.setattr(REFERENCE, "words", lambda _: {"symbol": [one]})
    with pytest.raises(REFERENCE.PartedError, match="sigmma"):
        REFERENCE.symbols()


def test_state_is_found_in_fields_and_in_what_a_class_sets_at_first(tmp_path: Path) -> None:
    module = tmp_path / "a.py"
    module.write_text(
        "class A:\n    model: object\n    x: int = 0\n    def __init__(self):\n"
        "        self.y, self._z = 1, 2\n        self.w: float = 3.0\n    def later(self):\n        self.v = 1\n"
    )
    assert REFERENCE.state_of(module, "A") == {"x": "int", "y": "", "w": "float"}


LETTERS = [
    "F",
    "G",
    "G_eff",
    "R",
    "fort",
    "F_e",
    "h",
    "ρ",
    "c",
    "D",
    "B",
    "B₊",
    "π",
    "y",
    "H",
    "x",
    "q",
    "L",
    "ℓ",
    "f",
    "N",
    "rel",
]


@pytest.mark.parametrize("letter", LETTERS)
def test_each_letter_of_the_model_is_on_the_page_of_letters(letter: str) -> None:
    text = (DOCS / "model.md").read_text(encoding="utf-8")
    (section,) = re.findall(r"^## Letters\n(.*?)^## ", text, re.DOTALL | re.MULTILINE)
    assert re.search(rf"(?<!\w){re.escape(letter)}(?!\w)", section), "the model has other letters now"
    assert letter in {one["letter"].split(" ")[0] for one in REFERENCE.words("symbols")["symbol"]}


def words_of_columns() -> set[str]:
    """All parts of the names of columns and tables."""
    found: set[str] = set()
    for tables in (columns.TABLES, forecast_columns.TABLES):
        for name, held in tables.items():
            found |= set(name.split("_")).union(*(column.name.split("_") for column in held))
    return found


def said_of_columns() -> set[str]:
    """What cells may hold, as the declared words say it in code."""
    tables = [*columns.TABLES.values(), *forecast_columns.TABLES.values()]
    return {word for held in tables for column in held for word in re.findall(r"`([^`]+)`", column.words)}


def known(word: str) -> bool:
    """Whether the glossary has a word, in bold or as code, in the singular or the plural."""
    forms = {word, word.removesuffix("s"), f"{word}s"}
    marked = re.findall(r"\*\*([^*]+)\*\*|`([^`]+)`", GLOSSARY)
    parts = {part for bold, code in marked for part in (*re.split(r"[\s_]", bold or code), bold, code)}
    return bool(forms & parts)


def test_every_word_of_a_column_is_in_the_glossary() -> None:
    quantiles = set(forecast_columns.SHARES)
    assert not sorted(word for word in words_of_columns() - LITTLE - quantiles if not known(word))


def test_every_value_of_a_cell_is_in_the_glossary() -> None:
    assert not sorted(word for word in said_of_columns() if not known(word))


def test_a_word_that_is_not_there_would_be_found() -> None:
    assert not known("frobnication")
    assert known("enclave")


def test_every_term_of_the_glossary_is_explained() -> None:
    lines = GLOSSARY.splitlines()
    assert len(TERMS) > 30
    assert not [line for line, below in pairwise(lines) if line in TERMS and below[:2] != ": "]
