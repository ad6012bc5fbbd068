"""The enclaves that a scenario starts with, by the names under which a run tells of them; nobody is simulated."""

from __future__ import annotations

from safepassage.scenario import GOVERNMENT, ScenarioFile
from safepassage.world.ground import Network


def enclaves_at_start(file: ScenarioFile) -> list[str]:
    """Names in the order of a run's roll: by faction, then by pocket; each is called after its largest district.

    Fighters are shared out with the civilians, so that the district with most civilians is that with most people.
    """
    network = Network(file)
    besiegers = {slug: faction.besieger for slug, faction in file.factions.items()} | {GOVERNMENT: ""}
    people = [district.population for district in file.districts.values()]

    def tolerate(a: str, b: str) -> bool:
        one, other = file.factions[a], file.factions[b]
        return one.side == other.side and (one.kind == "islamic_state") == (other.kind == "islamic_state")

    seats: dict[str, list[int]] = {}
    for _, districts in network.pockets(besiegers, tolerate):
        for holder in dict.fromkeys(network.holder[d] for d in districts):
            own = [d for d in districts if network.holder[d] == holder]
            seats.setdefault(holder, []).append(max(own, key=lambda d: (people[d], -d)))
    return [f"{holder}-{network.slugs[seat]}" for holder, found in seats.items() for seat in found]
