"""What sieges of other years taught, over a few seeds."""

from __future__ import annotations

import pytest

from behaviour import other_wars
from behaviour.experiment import Experiment
from behaviour.gating import check

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("experiment", other_wars.EXPERIMENTS, ids=lambda e: e.name)
def test_comes_out(experiment: Experiment) -> None:
    check(experiment)
