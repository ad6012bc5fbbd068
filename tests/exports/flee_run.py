"""Runs Flee over an exported folder, as its own runscript does, and prints what became of its agents as JSON.

A process of its own: Flee keeps its settings and its counts in its modules, and speaks on standard error.
Arguments: the folder, and how many people an agent stands for.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import numpy as np
from flee import InputGeography, flee, spawning
from flee.datamanager import handle_refugee_data, read_period
from flee.SimulationSettings import SimulationSettings


def simulate(folder: Path, hasten: int) -> dict[str, object]:
    """Run Flee to the end; the agents in each place, how many moved, and the zones of conflict on each day."""
    inputs, data = folder / "input_csv", folder / "source_data"
    SimulationSettings.ReadFromYML(str(folder / "simsetting.yml"))
    SimulationSettings.ConflictInputFile = str(inputs / "conflicts.csv")
    SimulationSettings.optimisations["PopulationScaleDownFactor"] = hasten
    start, days = read_period.read_conflict_period(str(inputs / "sim_period.csv"))
    ecosystem, geography = flee.Ecosystem(), InputGeography.InputGeography()
    geography.ReadConflictInputCSV(str(inputs / "conflicts.csv"))
    geography.ReadLocationsFromCSV(str(inputs / "locations.csv"))
    geography.ReadLinksFromCSV(str(inputs / "routes.csv"))
    geography.ReadClosuresFromCSV(str(inputs / "closures.csv"))
    ecosystem, places = geography.StoreInputGeographyInEcosystem(ecosystem)
    people = handle_refugee_data.RefugeeTable(
        csvformat="generic", data_directory=str(data), start_date=start, data_layout="data_layout.csv",
        population_scaledown_factor=hasten,
    )  # fmt: skip
    for camp in ecosystem.get_camp_names():
        spawning.add_initial_refugees(ecosystem, people, places[camp])
    for day in range(days):
        geography.AddNewConflictZones(ecosystem, day)
        spawning.spawn_daily_displaced(ecosystem, day, people)
        spawning.refresh_spawn_weights(ecosystem)
        ecosystem.enact_border_closures(day)
        ecosystem.evolve()
    return {
        "days": ecosystem.time,
        "agents": ecosystem.numAgents(),
        "moved": sum(agent.places_travelled > 1 for agent in ecosystem.agents),
        "camps": {name: places[name].numAgents for name in ecosystem.get_camp_names()},
    }


if __name__ == "__main__":
    random.seed(1)
    np.random.seed(1)  # noqa: NPY002 - Flee draws from the global generator
    print(json.dumps(simulate(Path(sys.argv[1]), int(sys.argv[2]))))  # noqa: T201 - read by the test
