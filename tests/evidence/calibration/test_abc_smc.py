"""The sampler finds known posteriors, agrees with pyABC, and does not depend on the number of workers."""

from __future__ import annotations

import numpy as np
import pytest

from evidence.calibration.toys import NOISE, RANGE, Bent, Failing, Skewed
from safepassage.evidence.calibration import abc_smc
from safepassage.evidence.calibration.abc_smc import Pool, SmcSettings
from safepassage.evidence.calibration.pool import BATCH, Simulator, Workers
from safepassage.evidence.calibration.proposals import Floats
from safepassage.evidence.calibration.store import Parts
from safepassage.scenario import BadInput

QUICK = SmcSettings(runs=300, particles=150, generations=5, least_acceptance=0.02)
FEW = SmcSettings(runs=2 * BATCH + 5, particles=20, generations=2, least_acceptance=0.0)


def fitted(simulator: Simulator, workers: Workers, settings: SmcSettings, seed: int) -> tuple[Pool, Floats]:
    """All runs, and their posterior weights."""

    def measure(pool: Pool) -> Floats:
        distances: Floats = np.linalg.norm(pool.summaries - simulator.reported, axis=1)  # type: ignore[attr-defined]
        return distances

    pool = abc_smc.start(workers, len(simulator.names), settings, seed)  # type: ignore[attr-defined]
    pool = abc_smc.fit(pool, workers, measure, settings, seed)
    distances, weights = measure(pool), pool.prior_weights()
    epsilon = abc_smc.threshold(distances, weights, settings.particles)
    return pool, abc_smc.kernel_weights(distances, weights, epsilon)


def moments(simulator: Simulator, settings: SmcSettings, seed: int = 1) -> tuple[Floats, Floats]:
    """Posterior mean and standard deviation in the unit cube."""
    with Workers(simulator, 1) as workers:
        pool, weights = fitted(simulator, workers, settings, seed)
    mean = weights @ pool.points
    return mean, np.sqrt(weights @ (pool.points - mean) ** 2)


def exact_bent() -> tuple[Floats, Floats]:
    axis = np.linspace(-2, 2, 801)
    a, b = np.meshgrid(axis, axis, indexing="ij")
    off = (a + b**2 - Bent.reported[0]) ** 2 + (b - Bent.reported[1]) ** 2
    mass = np.exp(-off / (2 * NOISE**2))
    mass /= mass.sum()
    mean = np.array([(mass * a).sum(), (mass * b).sum()])
    deviation = np.sqrt([(mass * (a - mean[0]) ** 2).sum(), (mass * (b - mean[1]) ** 2).sum()])
    return mean / RANGE + 0.5, deviation / RANGE


def test_finds_the_exact_posterior() -> None:
    mean, deviation = moments(Bent(), QUICK)
    exact_mean, exact_deviation = exact_bent()
    assert mean == pytest.approx(exact_mean, abs=0.03)
    assert deviation == pytest.approx(exact_deviation, rel=0.35)


@pytest.mark.parametrize("workers", [1, 2])
def test_same_runs_and_weights_for_any_number_of_workers(workers: int) -> None:
    with Workers(Bent(), 1) as alone:
        pool, weights = fitted(Bent(), alone, FEW, seed=7)
    with Workers(Bent(), workers) as together:
        again, same = fitted(Bent(), together, FEW, seed=7)
    assert again.points.tobytes() == pool.points.tobytes()
    assert again.summaries.tobytes() == pool.summaries.tobytes()
    assert same.tobytes() == weights.tobytes()


def test_another_seed_gives_other_runs() -> None:
    with Workers(Bent(), 1) as workers:
        one, _ = fitted(Bent(), workers, FEW, seed=1)
        other, _ = fitted(Bent(), workers, FEW, seed=2)
    assert not np.isin(one.points, other.points).any()


def test_resumes_where_it_was_killed(tmp_path) -> None:  # noqa: ANN001
    with Workers(Bent(), 1) as workers:
        whole, _ = fitted(Bent(), workers, FEW, seed=3)
    parts = Parts(tmp_path)
    parts.begin({"seed": 3}, resume=False)
    with Workers(Failing(FEW.runs + BATCH + 3), 1, parts) as killed, pytest.raises(KeyboardInterrupt):
        fitted(Bent(), killed, FEW, seed=3)
    before = len(list(tmp_path.glob("*.npz")))
    rest = 3 * FEW.runs - (FEW.runs + BATCH)
    parts.begin({"seed": 3}, resume=True)
    with Workers(Failing(rest), 1, parts) as again:  # runs no more than what was left
        resumed, _ = fitted(Bent(), again, FEW, seed=3)
    assert before == -(-FEW.runs // BATCH) + 1
    assert resumed.summaries.tobytes() == whole.summaries.tobytes()


def test_parts_of_other_settings_are_refused(tmp_path) -> None:  # noqa: ANN001
    parts = Parts(tmp_path)
    parts.begin({"seed": 3, "waves": 2}, resume=False)
    with pytest.raises(BadInput, match="--resume"):
        parts.begin({"seed": 3, "waves": 2}, resume=False)
    with pytest.raises(BadInput, match="waves"):
        parts.begin({"seed": 3, "waves": 4}, resume=True)


def test_threshold_keeps_what_the_particles_are_worth() -> None:
    distances = np.array([3.0, 1.0, 2.0, 4.0])
    assert abc_smc.threshold(distances, np.ones(4), 2) == 2.0
    assert abc_smc.threshold(distances, np.ones(4), 9) == 4.0
    assert abc_smc.threshold(distances, np.array([1.0, 0.0, 0.0, 1.0]), 1) == 3.0


@pytest.mark.slow
@pytest.mark.parametrize("toy", [Bent(), Skewed()])
def test_agrees_with_pyabc(toy: Simulator, tmp_path) -> None:  # noqa: ANN001
    mean, deviation = moments(toy, SmcSettings(runs=500, particles=300, generations=5, least_acceptance=0.02))
    reference_mean, reference_deviation = by_pyabc(toy, tmp_path)
    assert mean == pytest.approx(reference_mean, abs=0.03)
    assert deviation == pytest.approx(reference_deviation, rel=0.25)


def by_pyabc(toy: Simulator, folder) -> tuple[Floats, Floats]:  # noqa: ANN001
    pyabc = pytest.importorskip("pyabc")
    names = toy.names  # type: ignore[attr-defined]
    # pyABC draws from NumPy's global generator; here that is what makes its result repeatable.
    np.random.seed(1)  # noqa: NPY002
    seeds = iter(range(10**6))

    def model(at: dict[str, float]) -> dict[str, Floats]:
        return {"s": toy(np.array([at[name] for name in names]), next(seeds))}

    abc = pyabc.ABCSMC(
        model,
        pyabc.Distribution({name: pyabc.RV("uniform", 0, 1) for name in names}),
        lambda x, y: float(np.linalg.norm(x["s"] - y["s"])),
        population_size=300,
        sampler=pyabc.SingleCoreSampler(),
    )
    abc.new(f"sqlite:///{folder / 'reference.db'}", {"s": toy.reported})  # type: ignore[attr-defined]
    frame, weights = abc.run(max_nr_populations=5).get_distribution()
    points = frame[list(names)].to_numpy()
    mean = weights @ points
    return mean, np.sqrt(weights @ (points - mean) ** 2)
