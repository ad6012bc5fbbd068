"""Scenarios: the schema of the file, the checks across tables, and the loader."""

from safepassage.resources import BadInput
from safepassage.scenario.loader import Scenario, available
from safepassage.scenario.schema import GOVERNMENT, ScenarioFile

__all__ = ["GOVERNMENT", "BadInput", "Scenario", "ScenarioFile", "available"]
