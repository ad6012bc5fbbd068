"""What a sweep, an analysis or a comparison says, as a short Markdown page beside its tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from safepassage.analysis.comparison import headline, in_lines
from safepassage.analysis.convergence import Convergence, of_points, verdict
from safepassage.analysis.plots import headlines, sweep_picture
from safepassage.analysis.wording import no_value
from safepassage.computing import files, manifest, spreadsheet
from safepassage.telling.wording import rounded

if TYPE_CHECKING:
    from safepassage.analysis.comparison import Difference
    from safepassage.analysis.drawnpairs import PairOrder
    from safepassage.analysis.finished import Finished
    from safepassage.analysis.sensitivity import Sensitivity, Shares

PICTURE = "sweep.png"
PAGE = "summary.md"
_MOST_POINTS = 60
_MOST_FAILURES = 10
_UNDRAWN = " could not be drawn: "


def convergences(sweep: Finished, names: Iterable[str] | None = None) -> list[Convergence]:
    """How the outcomes of a sweep converge with its replicates; the headlines if no names are given."""
    chosen = headlines(sweep.numbers, 8) if names is None else names
    return [of_points(name, sweep.by_point(name)) for name in chosen]


def describe_sweep(sweep: Finished, name: str) -> list[str]:
    """Write page, picture and ``convergence.csv`` into the sweep's folder; returns the names of the files."""
    written = [PAGE, "convergence.csv"]
    write_csv(_convergence_table(convergences(sweep, sweep.numbers)), sweep, sweep.folder / "convergence.csv")
    written += _pictured(PICTURE, partial(sweep_picture, sweep, sweep.folder / PICTURE))
    lines = [f"# Sweep {name}", "", *_about(sweep), ""]
    if PICTURE in written:
        lines += [f"![outcomes over the design]({PICTURE})", ""]
    lines += [*_failures(sweep), *_point_means(sweep), "## Replicates", "", *_convergence_lines(sweep), ""]
    _write(sweep.folder / PAGE, lines)
    return _vouched(sweep.folder, written)


def _pictured(name: str, draw: Callable[[], bool]) -> list[str]:
    """The name of a picture if it was drawn, or why it could not be: the tables beside it do not hang on it."""
    try:
        return [name] if draw() else []
    except Exception as error:
        return [f"{name}{_UNDRAWN}{type(error).__name__}: {error}"]


def _vouched(folder: Path, written: list[str]) -> list[str]:
    """Take files into the manifest of their folder; returns them."""
    manifest.add(folder, [name for name in written if _UNDRAWN not in name])
    return written


def _about(sweep: Finished) -> list[str]:
    file = sweep.file
    samples = f" with {file.samples} samples" if file.samples else ""
    return [
        f"- scenario: {', '.join(sweep.record['scenarios'])}",
        f"- design: {file.method}{samples} over {', '.join(sweep.factors) or 'nothing'}",
        f"- runs: {len(sweep.table):,} ({sweep.record['points']:,} points, {sweep.replicates} replicates, "
        f"seeds {file.seed} to {file.seed + sweep.replicates - 1}), {len(sweep.failed):,} failed",
        *(f"- note: {note}" for note in sweep.notes),
        f"- versions: {_versions(sweep)}",
    ]


def _versions(sweep: Finished) -> str:
    from safepassage.sweeps.results import RESULTS, about

    return ", ".join(f"{key} {value}" for key, value in about(sweep.folder / RESULTS)["versions"].items())


def _failures(sweep: Finished) -> list[str]:
    if not len(sweep.failed):
        return []
    shown = sweep.failed[["run", "point", "seed", "stage", "cause"]].head(_MOST_FAILURES)
    more = len(sweep.failed) - len(shown)
    rest = [f"… and {more:,} more, in results.parquet.", ""] if more else []
    return ["## Failed runs", "", *_markdown(shown), "", *rest]


def _point_means(sweep: Finished) -> list[str]:
    """A table of means, where it is short enough to be read."""
    if sweep.record["points"] > _MOST_POINTS:
        return []
    table = sweep.points.copy()
    for name in headlines(sweep.numbers):
        values = pd.DataFrame(sweep.by_point(name))
        lacking = [no_value(n, values.shape[1]) for n in values.isna().sum(axis=1)]
        means = values.mean(axis=1)
        table[name] = [_mean(mean, told) for mean, told in zip(means, lacking, strict=True)] if any(lacking) else means
    return ["## Means", "", *_markdown(table), ""]


def _mean(mean: float, lacking: str) -> str:
    """A mean, and in words how many runs have no value."""
    if mean != mean:
        return lacking
    return f"{rounded(mean)} ({lacking})" if lacking else rounded(mean)


def _convergence_lines(sweep: Finished) -> list[str]:
    if sweep.replicates == 1:
        return ["One replicate a point: nothing can be said about chance. Set `replicates` to 10 or more."]
    found = convergences(sweep)
    if not found:
        return ["No number was kept."]
    return [*(f"- {c.in_words()}" for c in found), "", verdict(found)]


def _convergence_table(found: Iterable[Convergence]) -> pd.DataFrame:
    rows = []
    for c in found:
        for k, half in c.halves or [(c.replicates, float("nan"))]:
            rows.append((c.name, k, c.mean, c.sd, half, c.needed, c.undefined))
    table = pd.DataFrame(rows, columns=["outcome", "replicates", "mean", "sd", "half_interval", "needed", "undefined"])
    return table.astype({"needed": "Int64"})


def describe_sensitivity(sweep: Finished, found: Sensitivity) -> list[str]:
    """Write ``sensitivity.csv``, ``shares.csv``, picture and page beside the sweep; returns the names of the files."""
    from safepassage.analysis.plots import sensitivity_picture

    written = ["sensitivity.md", "sensitivity.csv", "shares.csv"]
    write_csv(found.indices, sweep, sweep.folder / "sensitivity.csv")
    shares = [(name, s.factors, s.seed, s.noise, s.deviation) for name, s in found.shares.items()]
    columns = ["outcome", "factors", "seed", "noise", "noise_of_a_mean"]
    write_csv(pd.DataFrame(shares, columns=columns), sweep, sweep.folder / "shares.csv")
    picture = "sensitivity.png"
    written += _pictured(picture, partial(sensitivity_picture, found, sweep.folder / picture))
    _write(sweep.folder / "sensitivity.md", sensitivity_lines(sweep, found, picture=picture in written))
    return _vouched(sweep.folder, written)


def sensitivity_lines(sweep: Finished, found: Sensitivity, *, picture: bool = False) -> list[str]:
    """The page of an analysis."""
    lines = [f"# Sensitivity ({found.method})", "", *_about(sweep), ""]
    if picture:
        lines += ["![sensitivities](sensitivity.png)", ""]
    for name, shares in found.shares.items():
        table = found.indices[found.indices["outcome"] == name].drop(columns="outcome")
        if not table["mark"].any():
            table = table.drop(columns="mark")
        lines += [f"## {name}", "", *_markdown(table.dropna(axis=1, how="all")), "", noise(shares), ""]
    without = without_lines(found)
    return [*lines, "## Without an index", "", *(f"- {line}" for line in without), ""] if without else lines


def without_lines(found: Sensitivity) -> list[str]:
    """What has no index, and why: factors first, then outcomes."""
    return [
        *(f"factor {name}: {why}" for name, why in found.unindexed.items()),
        *(f"{name}: {why}" for name, why in found.silent.items()),
    ]


def noise(shares: Shares) -> str:
    """Where the variance of an outcome comes from, in one sentence."""
    if shares.seed != shares.seed:  # not a number: one replicate
        return "One replicate a point: what seeds do cannot be told from what factors do."
    return (
        f"Variance: {shares.factors:.0%} factors, {shares.seed:.0%} common to a seed,"
        f" {shares.noise:.0%} noise between seeds and points."
    )


def comparison_lines(
    found: Sequence[Difference], a: str, b: str, about: Sequence[str], shared: str, *, picture: bool
) -> list[str]:
    """The page of a comparison; ``shared`` is what both runs of a pair have in common."""
    gains = [d.gain for d in found if d.gain == d.gain]
    saved = f" Runs that share nothing would have to be {_median(gains):.3g} times as many (median)." if gains else ""
    lines = [f"# {b} compared with {a}", "", *about, ""]
    if picture:
        lines += ["![paired differences](comparison.png)", ""]
    lines += [f"Each run of {b} (B) is compared with the run of {a} (A) that has the same {shared}.{saved}", ""]
    return [*lines, *(f"- {line}" for line in in_lines(found)), ""]


def _median(values: Sequence[float]) -> float:
    return float(pd.Series(values).median())


def describe_comparison(sweep: Finished, found: Sequence[Difference], a: str, b: str) -> list[str]:
    """Write ``comparison.csv``, picture and page; returns the names of the files."""
    from safepassage.analysis.comparison import as_table
    from safepassage.analysis.plots import comparison_picture

    written = ["comparison.md", "comparison.csv"]
    write_csv(as_table(found), sweep, sweep.folder / "comparison.csv")
    picture = "comparison.png"
    written += _pictured(picture, partial(comparison_picture, headline(found), a, b, sweep.folder / picture))
    page = comparison_lines(found, a, b, _about(sweep), "seed", picture=picture in written)
    _write(sweep.folder / "comparison.md", page)
    return _vouched(sweep.folder, written)


def describe_drawn_pairs(found: Sequence[Difference], order: PairOrder, table: pd.DataFrame, folder: Path) -> list[str]:
    """Write the pairs, ``comparison.csv``, picture and page of a comparison at draws of the posterior."""
    from safepassage.analysis.comparison import as_table
    from safepassage.analysis.drawnpairs import source, with_parameters
    from safepassage.analysis.plots import comparison_picture

    (a, b), picture = order.compared.names, "comparison.png"
    files.write(folder / "pairs.csv", spreadsheet.text_of_frame(with_parameters(table, order), "%.10g"))
    files.write(folder / "comparison.csv", spreadsheet.text_of_frame(as_table(found)))
    drawn = _pictured(picture, partial(comparison_picture, headline(found), a, b, folder / picture))
    about = [
        f"- {order.draws:,} draws of the parameters from the {source()}, seed {order.seed}",
        f"- A: {a}",
        f"- B: {b}",
    ]
    page = comparison_lines(found, a, b, about, "parameters and the same seed", picture=picture in drawn)
    _write(folder / "comparison.md", page)
    return ["comparison.md", "comparison.csv", "pairs.csv", *drawn]


# Files


def write_csv(table: pd.DataFrame, sweep: Finished, path: Path) -> None:
    """A table as CSV; its last columns say which design and code it comes from."""
    from safepassage.sweeps.results import RESULTS, about

    origin = about(sweep.folder / RESULTS)
    table = table.assign(
        design=origin["design_hash"][:12],
        safepassage=origin["versions"]["safepassage"],
        code=origin["versions"]["code"],
    )
    files.write(path, spreadsheet.text_of_frame(table))


def _write(path: Path, lines: Sequence[str]) -> None:
    files.write(path, "\n".join(lines))


def _markdown(table: pd.DataFrame) -> list[str]:
    """A table as Markdown, numbers to four digits."""
    rows = [[_cell(value) for value in row] for row in table.itertuples(index=False)]
    header = [str(name) for name in table.columns]
    return [_row(header), _row(["---"] * len(header)), *map(_row, rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if value != value else rounded(value)
    return str(value).replace("|", "\\|")
