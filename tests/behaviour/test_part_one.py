"""Part one over a few seeds: war, belief, haggling and guarantors, in invented towns and in the campaign of 2018."""

from __future__ import annotations

import pytest

from behaviour import part_one, spring
from behaviour.experiment import Experiment
from behaviour.gating import check

EXPERIMENTS = [e for e in (*part_one.EXPERIMENTS, *spring.EXPERIMENTS) if e.point.startswith("12")]

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda e: e.name)
def test_comes_out(experiment: Experiment) -> None:
    check(experiment)
