"""Running a scenario as a function: ``simulate`` writes nothing and returns a :class:`Result`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from safepassage import columns
from safepassage.campaign import Campaign
from safepassage.invariants.watch import Watch
from safepassage.parameters import Parameters
from safepassage.results import rows
from safepassage.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


def drive(
    campaign: Campaign, days: int | None = None, step: Callable[[Campaign], None] = Campaign.step
) -> Iterator[int]:
    """Simulate day after day, and yield the number of each day when it is over.

    Whoever iterates may look at the campaign between two days, and may stop at any of them; it must not change it.

    Args:
        campaign: a new one, or one that has been driven so far.
        days: how many in all, the scenario's own number by default.
        step: what simulates a day; another one than the campaign's own must do the same.
    """
    last = campaign.scenario.tables.scenario.days if days is None else days
    while campaign.world.day + 1 < last:
        step(campaign)
        yield campaign.world.day


def watched(
    campaign: Campaign, days: int | None = None, step: Callable[[Campaign], None] = Campaign.step
) -> Iterator[int]:
    """The same days as :func:`drive` simulates, each checked for what must hold in any run.

    Raises InvariantError with the first thing that does not; looking changes nothing.
    """
    watch = Watch(campaign.world)
    for day in drive(campaign, days, step):
        watch.look()
        yield day


def simulate(
    scenario: Scenario,
    seed: int = 1,
    parameters: Parameters | Mapping[str, float] | None = None,
    days: int | None = None,
    on_day: Callable[[int], None] | None = None,
    *,
    check_invariants: bool = False,
) -> Result:
    """Run a scenario; the scenario is left as it is and nothing is written.

    Args:
        scenario: what to run.
        seed: root of all random streams, a non-negative integer.
        parameters: a full set, or dotted names (``bargaining.sigma``) laid over the scenario's.
        days: how many days, the scenario's own number by default.
        on_day: called after each day with its number; it must not change the model.
        check_invariants: look every evening whether all holds that must; InvariantError where something does not.
    """
    if parameters is not None:
        full = parameters if isinstance(parameters, Parameters) else scenario.parameters.with_values(parameters)
        scenario = scenario.with_parameters(full)
    campaign = Campaign(scenario, seed)
    for day in (watched if check_invariants else drive)(campaign, days):
        if on_day is not None:
            on_day(day)
    return finished(campaign)


def finished(campaign: Campaign) -> Result:
    """The result of a campaign that will not be driven any further.

    It keeps counts, tables and the journal. The columns of single households are freed here, so that nobody who runs
    many has to think of it.
    """
    campaign.world.households.let_go()
    return Result(campaign)


class Result:
    """What a run left: counts, the summary of the JSON output, and tables as data frames."""

    def __init__(self, campaign: Campaign) -> None:
        """Read a campaign that has run; nothing is computed before it is asked for."""
        self.campaign = campaign
        self.scenario = campaign.scenario
        self.seed = campaign.seed
        self.households = len(campaign.world.households)
        self.days = campaign.world.day + 1

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The replicate of ``run --json``: seed, a row for each enclave, totals."""
        return {
            "seed": self.seed,
            "agreements": rows.agreement_rows(self.campaign),
            "totals": rows.totals(self.campaign),
        }

    @cached_property
    def daily(self) -> pd.DataFrame:
        """A row a day: people by state, deaths, fighting, talks, agreements, buses."""
        import pandas as pd

        series = self.campaign.datacollector.model_vars
        frame = pd.DataFrame({name: series[name] for name in columns.own("daily")})
        frame.insert(0, "day", range(len(frame)))
        return self._dated("daily", frame)

    @cached_property
    def enclaves(self) -> pd.DataFrame:
        """A row for each day and living enclave: stage, people, hazard, belief, values, bargaining range, offers."""
        return self._dated_rows("enclaves", self.campaign.world.outlooks)

    @cached_property
    def agreements(self) -> pd.DataFrame:
        """A row for each enclave, as in the summary."""
        return self._seeded("agreements", self.summary["agreements"])

    @cached_property
    def convoys(self) -> pd.DataFrame:
        """A row for each convoy."""
        convoys = self.campaign.world.convoys
        return self._seeded("convoys", [rows.convoy_row(self.campaign, convoy) for convoy in convoys])

    @cached_property
    def events(self) -> pd.DataFrame:
        """A row for each event of the journal; ``details`` is a dictionary."""
        return self._dated_rows("events", self.campaign.world.journal.entries)

    @cached_property
    def reports(self) -> pd.DataFrame:
        """A row for each report of an observer."""
        frame = self._dated_rows("reports", self.campaign.world.reports)
        for name in ("convoy", "buses", "people", "true_people"):
            frame[name] = frame[name].astype("Int64")
        return frame

    def _seeded(self, table: str, found: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
        """Rows of a table without dates."""
        import pandas as pd

        frame = pd.DataFrame(found, columns=list(columns.own(table)))
        frame.insert(0, "seed", self.seed)
        return frame

    def _dated_rows(self, table: str, found: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
        """Rows of a table that say on which day they were made and then what the model itself tells."""
        import pandas as pd

        return self._dated(table, pd.DataFrame(found, columns=["day", *columns.own(table)]))

    def _dated(self, table: str, frame: pd.DataFrame) -> pd.DataFrame:
        """The table with its seed and, beside each day, its date."""
        import pandas as pd

        days = pd.to_timedelta(list(frame["day"]), unit="D")
        frame["date"] = (pd.Timestamp(self.scenario.start) + days).strftime("%Y-%m-%d")
        frame["seed"] = self.seed
        return frame[list(columns.names(table))]
