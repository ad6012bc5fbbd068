"""Part two over a few seeds: scope, residents, who leaves and the dead of sieges, in invented towns and in 2018."""

from __future__ import annotations

import pytest

from behaviour import part_two, spring
from behaviour.experiment import Experiment
from behaviour.gating import check

EXPERIMENTS = [e for e in (*part_two.EXPERIMENTS, *spring.EXPERIMENTS) if e.point.startswith("13")]

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda e: e.name)
def test_comes_out(experiment: Experiment) -> None:
    check(experiment)
