"""What makes a forecast wide: known variances are found again, nothing is negative, shares add up to one."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from safepassage.forecasts.width import Pairs, Width

Floats = NDArray[np.float64]
FAMILIES = 400


def drawn(parameters: float, missing: float, chance: float, *, drafts: bool = True) -> tuple[Floats, Pairs]:
    """Values whose logarithm is a sum of three independent parts with these standard deviations."""
    rng = np.random.default_rng(5)
    size = 3 if drafts else 2
    families = np.repeat(np.arange(FAMILIES), size)
    first = np.arange(FAMILIES * size) // size * size
    facts = first + (np.arange(FAMILIES * size) % size // 2 * 2 if drafts else 0)
    of_family = rng.normal(0, parameters, FAMILIES)[families]
    of_draft = rng.normal(0, missing, FAMILIES * size)[facts]
    logs = 8 + of_family + of_draft + rng.normal(0, chance, FAMILIES * size)
    return np.expm1(logs), Pairs(families, facts if drafts else np.zeros(len(families), np.int64))


def told(found: Width) -> list[float]:
    shares = list(found.shares().values())
    assert None not in shares
    return [float(share) for share in shares if share is not None]


@pytest.mark.parametrize("sd", [(0.6, 0.0, 0.8), (0.3, 0.9, 0.3), (0.0, 0.6, 0.8), (0.5, 0.5, 0.5)])
def test_known_variances_are_found(sd: tuple[float, float, float]) -> None:
    values, pairs = drawn(*sd)
    found = pairs.width(values)
    variances = np.square(sd)
    assert found.error is not None
    assert np.abs(told(found) - variances / variances.sum()).max() < max(3 * found.error, 0.02)
    assert sum(told(found)) == pytest.approx(1)
    assert found.sd == pytest.approx(np.sqrt(variances.sum()), rel=0.1)


def test_without_missing_facts_their_share_is_nothing() -> None:
    values, pairs = drawn(0.6, 0.0, 0.8, drafts=False)
    parameters, missing, chance = told(pairs.width(values))
    assert missing == 0
    assert (parameters, chance) == (pytest.approx(0.36, abs=0.12), pytest.approx(0.64, abs=0.12))


def test_chance_has_no_part_where_draws_of_a_family_are_equal() -> None:
    values, pairs = drawn(0.6, 0.0, 0.0, drafts=False)
    assert told(pairs.width(values)) == [1, 0, 0]


def test_no_share_is_negative_however_few_the_draws() -> None:
    for draws in range(3, 30):
        rng = np.random.default_rng(draws)
        families = np.arange(draws) // 3
        pairs = Pairs(families, np.arange(draws) // 3 * 3 + np.arange(draws) % 3 // 2)
        found = pairs.width(rng.lognormal(size=draws))
        if draws > 3:
            assert min(told(found)) >= 0
            assert sum(told(found)) == pytest.approx(1)
        assert found.error is None


def test_what_does_not_vary_has_no_shares() -> None:
    pairs = Pairs(np.arange(6) // 2, np.zeros(6, np.int64))
    assert pairs.width(np.full(6, 7.0)).shares() == {"parameters": None, "missing": None, "chance": None}
    assert pairs.common_width([np.full(6, 7.0)]).chance is None


def test_quantities_count_alike_whatever_their_size() -> None:
    large, pairs = drawn(0.6, 0.0, 0.8, drafts=False)
    alone = told(pairs.width(large))
    assert told(pairs.common_width([large, large * 1000])) == pytest.approx(alone, abs=0.01)
    # One that does not vary is left out, not counted as certain.
    assert told(pairs.common_width([large, np.full(len(large), 3.0)])) == pytest.approx(alone)
