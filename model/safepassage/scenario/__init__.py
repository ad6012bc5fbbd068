"""Scenarios: the schema of the file, the checks across tables, and the loader."""

from safepassage.scenario.loader import BadInput, Scenario, available
from safepassage.scenario.schema import GOVERNMENT, ScenarioFile

__all__ = ["GOVERNMENT", "BadInput", "Scenario", "ScenarioFile", "available"]
