"""Every proposal must draw from the density it states: one test for all, and a broken one that it must catch."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import qmc

from safepassage.evidence.calibration.proposals import (
    Floats,
    KernelMixture,
    Proposal,
    UniformWithin,
    mixture_density,
    whole_cube,
)

TOLERANCE = 0.05


def half(points: Floats) -> np.ndarray:
    return points[:, 0] + points[:, 1] <= 1.0


def particles() -> KernelMixture:
    rng = np.random.default_rng(4)
    centres = 0.25 + 0.2 * rng.random((60, 2))
    return KernelMixture(centres, rng.random(60), half, rng)


class Broken(UniformWithin):
    """States the density of the whole cube but draws from half of it."""

    def density(self, points: Floats) -> Floats:
        return np.ones(len(points))


def mismatch(proposal: Proposal) -> float:
    """The largest difference between stated and drawn mass over a coarse grid of cells, and of the total from one."""
    grid = qmc.Sobol(2, rng=1).random(2**14)
    cell = (grid * 4).astype(int) @ [4, 1]
    stated = np.bincount(cell, weights=proposal.density(grid), minlength=16) / len(grid)
    rng = np.random.default_rng(2)
    drawn = np.array([proposal.draw(rng) for _ in range(4000)])
    found = np.bincount((drawn * 4).astype(int) @ [4, 1], minlength=16) / len(drawn)
    return float(max(abs(stated - found).max(), abs(stated.sum() - 1.0)))


@pytest.mark.parametrize("proposal", [UniformWithin(2), UniformWithin(2, half, 0.5), particles()])
def test_draws_from_the_density_it_states(proposal: Proposal) -> None:
    assert mismatch(proposal) < TOLERANCE


def test_the_check_catches_a_proposal_that_misstates_its_density() -> None:
    assert mismatch(Broken(2, half, 0.5)) > TOLERANCE


def test_mixture_weighs_stages_by_their_runs() -> None:
    points = np.array([[0.2, 0.2], [0.9, 0.9]])
    mixed = mixture_density(points, [UniformWithin(2), UniformWithin(2, half, 0.5)], [30, 10])
    assert mixed == pytest.approx([0.75 + 0.25 * 2, 0.75])


def test_a_support_without_volume_is_an_error_not_an_endless_loop() -> None:
    nowhere = UniformWithin(2, lambda points: np.zeros(len(points), np.bool_), 1e-9)
    with pytest.raises(RuntimeError, match="support"):
        nowhere.draw(np.random.default_rng(1))


def test_in_many_dimensions_a_particle_still_finds_its_neighbours() -> None:
    rng = np.random.default_rng(1)
    centres = rng.random((300, 17))
    mixture = KernelMixture(centres, np.full(300, 1 / 300), whole_cube, rng)
    assert mixture.admitted > 0.005
    assert whole_cube(np.array([mixture.draw(rng) for _ in range(20)])).all()
