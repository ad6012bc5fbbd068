"""How the tests of this folder gate: few seeds, so a value may lie one standard error beside its band."""

from __future__ import annotations

from functools import partial

import pytest

from behaviour.experiment import Experiment, judge
from behaviour.not_yet import NOT_YET
from behaviour.report import in_words
from behaviour.runs import few_runs


def check(experiment: Experiment) -> None:
    """Fail where an experiment does not come out, unless it is known not to; then fail where it does."""
    judged = judge(experiment, partial(few_runs, experiment.seeds.few))
    told = f"{experiment.statistic}: {in_words(judged.estimate, judged.reason)}, asked: {experiment.band}"
    if experiment.name in NOT_YET:
        assert not judged.near, f"passes now, take it off the list of not_yet.py: {told}"
        pytest.xfail(told)
    assert judged.near, told
