"""What moves the outcomes of a finished sweep: an analysis that fits the design's method.

========  ==================================================================================================
sobol     first-order and total Sobol' indices (Saltelli 2010), bootstrap intervals, by SALib
morris    elementary effects over the whole range of a factor: mu, mu*, sigma (Morris 1991)
grid      one-at-a-time curves: the mean at each level of a factor over all levels of the others
lhs       partial rank correlations, with bootstrap intervals; also for a table
========  ==================================================================================================

An index is computed of the mean over a point's replicates. How much of an outcome's variance is the factors', how
much the seed's (common to all points) and how much remains between seeds and points is shown apart: what remains is
the noise that indices are read against.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import sqrt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safepassage.analysis.finished import Finished
from safepassage.analysis.marks import marked, without_index
from safepassage.computing.statistics import CONFIDENCE, t_quantile
from safepassage.scenario import BadInput
from safepassage.sweeps.sampling import Cube, Sampler

Values = NDArray[np.float64]
RESAMPLES = 200


@dataclass(frozen=True)
class Shares:
    """Where an outcome's variance comes from (shares of 1), and the noise of one point's mean, as a deviation.

    With one replicate a point the noise cannot be told from the factors: then all but ``factors`` are not numbers.
    """

    factors: float
    seed: float
    noise: float
    deviation: float


@dataclass(frozen=True)
class Sensitivity:
    """The outcome of an analysis: ``indices`` has a row for each outcome and factor (and level, for curves).

    Its column ``mark`` says where an index is above 1 or no more than noise. ``silent`` says in words which outcomes
    have no indices, and why; ``unindexed`` which factors.
    """

    method: str
    indices: pd.DataFrame = field(repr=False)
    shares: dict[str, Shares]
    silent: dict[str, str]
    unindexed: dict[str, str] = field(default_factory=dict)

    @property
    def outcomes(self) -> list[str]:
        """The outcomes that have indices, in the order of the sweep."""
        return list(self.shares)


def analyse(sweep: Finished, names: Sequence[str] = ()) -> Sensitivity:
    """The sensitivities of a finished sweep, for the named outcomes or for all that are numbers.

    Raises:
        BadInput: where runs failed, or a name is no outcome of this sweep.
    """
    if len(sweep.failed):
        first = sweep.failed.iloc[0]
        cause = f"run {first['run']}: {first['stage']}: {first['cause']}"
        raise BadInput(f"{sweep.folder}: {len(sweep.failed)} runs failed ({cause}); indices need every point")
    for name in names:
        if name not in sweep.numbers:
            raise BadInput(f"{sweep.folder}: {name!r} is no number this sweep kept; it kept {', '.join(sweep.numbers)}")
    method = sweep.file.method
    analysis = {"sobol": _sobol, "morris": _morris, "grid": _curves}.get(method, _correlations)(sweep)
    silent: dict[str, str] = {}
    unindexed = without_index(sweep)
    shares: dict[str, Shares] = {}
    tables = []
    for name in names or sweep.numbers:
        values = sweep.by_point(name)
        reason = _silence(values)
        if reason:
            silent[name] = reason
            continue
        shares[name] = variance_shares(values)
        table = marked(analysis(values, shares[name]))
        table = table[~table["factor"].isin(unindexed)]
        table.insert(0, "outcome", name)
        tables.append(table)
    indices = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=["outcome"])
    return Sensitivity(method, indices, shares, silent, unindexed)


def _silence(values: Values) -> str:
    """Why an outcome has no indices, empty where it has."""
    undefined = int(np.isnan(values).sum())
    if undefined == values.size:
        return "undefined in every run"
    if undefined:
        return f"undefined in {undefined:,} of {values.size:,} runs, and indices need every point"
    if values.max() == values.min():
        return f"constant: {values.flat[0]:g} in every run, so no factor moves it"
    means = values.mean(axis=1)
    if np.ptp(means) <= 1e-12 * max(abs(means).max(), 1e-300):
        return "the same mean at every point: seeds move it, factors do not"
    return ""


def variance_shares(values: Values) -> Shares:
    """Split the variance of a table (a row a point, a column a seed) by a two-way layout without repetition."""
    points, seeds = values.shape
    if seeds == 1:
        return Shares(1.0, float("nan"), float("nan"), float("nan"))
    rest = values - values.mean(axis=1, keepdims=True) - values.mean(axis=0, keepdims=True) + values.mean()
    noise = float((rest**2).sum()) / ((points - 1) * (seeds - 1)) if points > 1 else 0.0
    # The variance of means holds a share of the noise, which is taken off again.
    of_points = max(float(values.mean(axis=1).var(ddof=1)) - noise / seeds, 0.0) if points > 1 else 0.0
    of_seeds = max(float(values.mean(axis=0).var(ddof=1)) - noise / points, 0.0)
    total = (of_points + of_seeds + noise) or 1.0
    return Shares(of_points / total, of_seeds / total, noise / total, sqrt(noise / seeds))


# One analysis a method: a function that is made once and then called for each outcome

Analysis = Callable[[Values, Shares], pd.DataFrame]


def _sampler(sweep: Finished) -> Sampler:
    file = sweep.file
    if file.samples is None or file.method not in ("lhs", "sobol", "morris"):
        raise ValueError(f"{file.method!r} is no sampled method")
    return Sampler(file.method, tuple(sweep.design.varied), file.samples, file.seed)


def _sobol(sweep: Finished) -> Analysis:
    from SALib.analyze import sobol

    problem, seed = _sampler(sweep).problem, sweep.file.seed % 2**32

    def analysis(values: Values, shares: Shares) -> pd.DataFrame:
        means = values.mean(axis=1)
        standard = (means - means.mean()) / means.std()
        with warnings.catch_warnings():  # a factor without any effect divides zero by zero in the bootstrap
            warnings.simplefilter("ignore")
            found = sobol.analyze(
                problem, standard, calc_second_order=False, num_resamples=RESAMPLES, conf_level=CONFIDENCE, seed=seed
            )
        table = pd.DataFrame({key: found[key] for key in ("S1", "S1_conf", "ST", "ST_conf")})
        table.insert(0, "factor", problem["names"])
        # The most that noise adds to a total index at this number of replicates: under common seeds a factor without
        # effect leaves a run as it was, and gets none of it.
        table["noise_ST"] = (shares.deviation / means.std()) ** 2
        return table

    return analysis


def _morris(sweep: Finished) -> Analysis:
    from safepassage.analysis.elementary import effects, steps_taken

    points = sweep.design.points
    steps = steps_taken(points if isinstance(points, Cube) else _sampler(sweep).points(), sweep.factor_ranges())

    def analysis(values: Values, shares: Shares) -> pd.DataFrame:
        return effects(steps, values.mean(axis=1), shares.deviation, sweep.file.seed)

    return analysis


def _curves(sweep: Finished) -> Analysis:
    points = sweep.points

    def analysis(values: Values, _: Shares) -> pd.DataFrame:
        return pd.concat([level_means(points, factor, values) for factor in sweep.factors], ignore_index=True)

    return analysis


def level_means(points: pd.DataFrame, factor: str, values: Values) -> pd.DataFrame:
    """A row for each level of a factor: the mean over the other factors and the replicates, and its interval."""
    rows = []
    for level, at in points.groupby(factor, sort=False).indices.items():
        low, high, mean = _interval(values[at])
        rows.append((factor, str(level), mean, low, high, len(at) * values.shape[1]))
    return pd.DataFrame(rows, columns=["factor", "level", "mean", "low", "high", "runs"])


def _interval(values: Values) -> tuple[float, float, float]:
    """Interval and mean over some points: from seed to seed where there are several, else from point to point."""
    sample = values.mean(axis=0) if values.shape[1] > 1 else values[:, 0]
    mean = float(sample.mean())
    if len(sample) < 2:
        return float("nan"), float("nan"), mean
    half = t_quantile(len(sample) - 1) * float(sample.std(ddof=1)) / sqrt(len(sample))
    return mean - half, mean + half, mean


def _correlations(sweep: Finished) -> Analysis:
    unindexed = without_index(sweep)
    varied = [name for name in sweep.factors if name not in unindexed]
    factors = sweep.points[varied].to_numpy(dtype=np.float64)
    if len(factors) < len(varied) + 3:
        raise BadInput(f"{sweep.folder}: {len(factors)} points are too few to tell {len(varied)} factors apart")
    generator = np.random.default_rng(sweep.file.seed)
    draws = [generator.integers(len(factors), size=len(factors)) for _ in range(RESAMPLES)]

    def analysis(values: Values, _: Shares) -> pd.DataFrame:
        means = values.mean(axis=1)
        repeated = np.array([partial_rank_correlations(factors[at], means[at]) for at in draws])
        low, high = np.nanquantile(repeated, [0.025, 0.975], axis=0)
        return pd.DataFrame(
            {"factor": varied, "PRCC": partial_rank_correlations(factors, means), "low": low, "high": high}
        )

    return analysis


def partial_rank_correlations(factors: Values, outcome: Values) -> Values:
    """The rank correlation of each column with the outcome, the other columns held (Marino and others 2008)."""
    from scipy.stats import rankdata

    ranks = np.column_stack([rankdata(column) for column in (*factors.T, outcome)])
    if (np.ptp(ranks, axis=0) == 0).any():  # a draw of the bootstrap may leave out every rare value
        return np.full(factors.shape[1], np.nan)
    inverse = np.linalg.pinv(np.corrcoef(ranks, rowvar=False))
    correlations: Values = -inverse[:-1, -1] / np.sqrt(np.diag(inverse)[:-1] * inverse[-1, -1])
    return correlations
