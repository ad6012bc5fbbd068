"""Running a scenario as a function: ``simulate`` writes nothing and returns a :class:`Result`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from safepassage.campaign import Campaign
from safepassage.parameters import Parameters
from safepassage.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from safepassage.world.enclave import Enclave

LARGEST_WINDOW = 60


def simulate(
    scenario: Scenario,
    seed: int = 1,
    parameters: Parameters | Mapping[str, float] | None = None,
    days: int | None = None,
    on_day: Callable[[int], None] | None = None,
) -> Result:
    """Run a scenario; the scenario is left as it is and nothing is written.

    The result keeps counts, tables and the journal. The columns of single households are freed here, so that nobody who
    runs many has to think of it.

    Args:
        scenario: what to run.
        seed: root of all random streams, a non-negative integer.
        parameters: a full set, or dotted names (``bargaining.sigma``) laid over the scenario's.
        days: how many days, the scenario's own number by default.
        on_day: called after each day with its number; it must not change the model.
    """
    if parameters is not None:
        full = parameters if isinstance(parameters, Parameters) else scenario.parameters.with_values(parameters)
        scenario = scenario.with_parameters(full)
    campaign = Campaign(scenario, seed)
    for day in range(days if days is not None else scenario.tables.scenario.days):
        campaign.step()
        if on_day is not None:
            on_day(day)
    campaign.households.let_go()
    return Result(campaign)


class Result:
    """What a run left: counts, the summary of the JSON output, and tables as data frames."""

    def __init__(self, campaign: Campaign) -> None:
        """Read a campaign that has run; nothing is computed before it is asked for."""
        self.campaign = campaign
        self.scenario = campaign.scenario
        self.seed = campaign.seed
        self.households = len(campaign.households)
        self.days = campaign.day + 1

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The replicate of ``run --json``: seed, a row for each enclave, totals."""
        return {
            "seed": self.seed,
            "agreements": agreement_rows(self.campaign),
            "totals": totals(self.campaign),
        }

    @cached_property
    def daily(self) -> pd.DataFrame:
        """A row a day: people by state, deaths, fighting, talks, agreements, buses."""
        import pandas as pd

        frame = pd.DataFrame(self.campaign.datacollector.model_vars)
        return self._with_dates(frame, range(len(frame)))

    @cached_property
    def enclaves(self) -> pd.DataFrame:
        """A row for each day and living enclave: stage, people, hazard, belief, values, bargaining range, offers."""
        import pandas as pd

        frame = pd.DataFrame(self.campaign.outlooks, columns=["day", *OUTLOOK_COLUMNS])
        return self._with_dates(frame.drop(columns="day"), frame["day"])

    @cached_property
    def agreements(self) -> pd.DataFrame:
        """A row for each enclave, as in the summary."""
        import pandas as pd

        frame = pd.DataFrame(self.summary["agreements"])
        frame.insert(0, "seed", self.seed)
        return frame

    @cached_property
    def convoys(self) -> pd.DataFrame:
        """A row for each convoy."""
        import pandas as pd

        rows = [convoy_row(self.campaign, convoy) for convoy in self.campaign.convoys]
        frame = pd.DataFrame(rows, columns=list(CONVOY_COLUMNS))
        frame.insert(0, "seed", self.seed)
        return frame

    @cached_property
    def events(self) -> pd.DataFrame:
        """A row for each event of the journal; ``details`` is a dictionary."""
        import pandas as pd

        frame = pd.DataFrame(self.campaign.journal.entries, columns=["day", "hour", "kind", "details"])
        return self._with_dates(frame.drop(columns="day"), frame["day"])

    @cached_property
    def reports(self) -> pd.DataFrame:
        """A row for each report of an observer."""
        import pandas as pd

        columns = [
            "day",
            "observer",
            "enclave",
            "district",
            "convoy",
            "says",
            "buses",
            "people",
            "true_people",
        ]
        frame = pd.DataFrame(self.campaign.reports, columns=columns)
        for name in ("convoy", "buses", "people", "true_people"):
            frame[name] = frame[name].astype("Int64")
        return self._with_dates(frame.drop(columns="day"), frame["day"])

    def _with_dates(self, frame: pd.DataFrame, days: Any) -> pd.DataFrame:  # noqa: ANN401 - range or column
        import pandas as pd

        start = pd.Timestamp(self.scenario.start)
        frame.insert(0, "date", (start + pd.to_timedelta(list(days), unit="D")).strftime("%Y-%m-%d"))
        frame.insert(0, "day", list(days))
        frame.insert(0, "seed", self.seed)
        return frame


OUTLOOK_COLUMNS = (
    "enclave", "stage", "people", "fighters", "strength", "hunger", "hazard", "hazard_seen", "credibility",
    "value_faction", "value_government", "best_faction", "best_government", "offer_faction", "offer_government",
)  # fmt: skip

CONVOY_COLUMNS = (
    "convoy", "enclave", "origins", "first_destination", "destination", "day", "entry_hour", "departure_hour", "buses",
    "people", "fighters", "km", "hours", "arrival_day", "arrival_hour", "held_hours", "turned_back", "shot_at",
    "killed", "outcome",
)  # fmt: skip


def convoy_row(campaign: Campaign, convoy: Any) -> dict[str, Any]:  # noqa: ANN401 - a Convoy
    """One convoy as plain values."""
    at = convoy.arrived_at
    return {
        "convoy": convoy.number,
        "enclave": convoy.enclave.name,
        "origins": ";".join(campaign.network.slugs[d] for d in convoy.origins),
        "first_destination": convoy.first_destination,
        "destination": convoy.destination,
        "day": convoy.day,
        "entry_hour": round(convoy.entry_hour, 2),
        "departure_hour": round(convoy.departure_hour, 2),
        "buses": convoy.buses,
        "people": convoy.people,
        "fighters": convoy.fighters,
        "km": convoy.route.km,
        "hours": convoy.route.hours,
        "arrival_day": None if at is None else int(at // 24),
        "arrival_hour": None if at is None else round(at % 24, 2),
        "held_hours": round(convoy.held_hours, 2),
        "turned_back": convoy.turned_back,
        "shot_at": convoy.shot_at,
        "killed": convoy.killed,
        "outcome": "in_transit" if at is None else "arrived",
    }


def agreement_rows(campaign: Campaign) -> list[dict[str, Any]]:
    """One row for each enclave at its last state, in the order of their appearance."""
    stayed = Counter[str]()
    for d, enclave in enumerate(campaign.roll.last_at):
        if enclave is not None:
            stayed[enclave.name] += campaign.households.people[d]
    return [_agreement_row(campaign, enclave, stayed[enclave.name]) for enclave in campaign.roll.enclaves]


def _agreement_row(campaign: Campaign, enclave: Enclave, stayed: int) -> dict[str, Any]:
    t = enclave.tally
    return {
        "enclave": enclave.name,
        "districts": [campaign.network.names[d] for d in enclave.all_districts],
        "faction": enclave.faction.slug,
        "kind": enclave.faction.kind,
        "outcome": "in_progress" if enclave.agreement is not None else enclave.outcome,
        "attempts": t.attempts,
        "offensive_day": t.offensive_day,
        "talks_day": t.talks_day,
        "agreement_day": t.agreement_day,
        "first_convoy_day": t.first_convoy_day,
        "last_convoy_day": t.last_convoy_day,
        "broker": t.broker,
        "destination": t.destination,
        "denied": [campaign.network.names[campaign.network.index[slug]] for slug in t.denied],
        "buses": t.buses,
        "first_convoy_buses": t.first_convoy_buses,
        "convoys": t.convoys,
        "announced": t.announced,
        "interrupted": t.interrupted,
        "evacuated": t.evacuated,
        "fighters_evacuated": t.fighters_evacuated,
        "crossed": t.crossed,
        "stayed": stayed,
        "incidents": t.incidents,
        "militants_killed": t.militants_killed,
        "government_killed": t.government_killed,
        "civilians_killed": t.civilians_killed,
    }


def totals(campaign: Campaign) -> dict[str, Any]:
    """The run's totals; people are conserved: evacuated + crossed + stayed + killed + in_transit = population."""
    h = campaign.households
    arrived_by_day = [int(n) for n in campaign.datacollector.model_vars["arrived_today"]]
    return {
        "population": h.total,
        "evacuated": h.arrived,
        "crossed": h.crossed,
        "stayed": h.inside,
        "killed": h.killed,
        "in_transit": h.on_road,
        "days_of_fighting": campaign.days_of_fighting,
        "full_control_day": campaign.full_control_day,
        "split_day": campaign.split_day,
        "evacuated_by_destination": {place.slug: place.arrived for place in campaign.reception.places.values()},
        "without_shelter": sum(place.without_shelter for place in campaign.reception.places.values()),
        "largest_60_day_evacuation": largest_window(arrived_by_day, LARGEST_WINDOW),
        "reported_evacuated": campaign.un.total,
    }


def largest_window(daily: list[int], days: int) -> int:
    """The largest sum over so many consecutive days."""
    best = total = 0
    for i, n in enumerate(daily):
        total += n - (daily[i - days] if i >= days else 0)
        best = max(best, total)
    return best
