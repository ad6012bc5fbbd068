"""What the library hands out: runs that plot, save and show themselves, and many runs at once as data frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from safepassage import simulation
from safepassage.computing.each import each
from safepassage.computing.engines import local
from safepassage.computing.folders import NewFolder
from safepassage.parameters import Parameters
from safepassage.results import record
from safepassage.scenario import BadInput, Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Picture = Literal["timeline", "map"]
WARM = ("safepassage.library",)
_SHOWN = ("enclave", "outcome", "scope", "agreement_day", "destination", "evacuated", "stayed", "civilians_killed")
_OF_MANY = ("daily", "agreements", "convoys", "enclaves")


class Result(simulation.Result):
    """A run with its tables as data frames, which also draws itself, saves itself and shows itself in a notebook."""

    def plot(self, what: Picture = "timeline") -> Figure:
        """The ``timeline`` (lanes of the enclaves, people over time) or the ``map`` of the run.

        Raises:
            BadInput: where there is no picture of that name.
        """
        from safepassage import figures

        made: dict[str, Callable[[Any], Figure]] = {"timeline": figures.timeline, "map": figures.map}
        if what not in made:
            raise BadInput(f"plot({what!r}): no such picture; one of: {', '.join(made)}")
        return made[what](self)

    def save(self, folder: str | Path, *, figures: bool = True) -> Path:
        """Write the run folder that ``safepassage run --out`` writes, with pictures unless told otherwise.

        Returns the folder, which ``safepassage report``, ``export`` and ``replay`` read.

        Raises:
            BadInput: where the folder exists already or cannot be written.
        """
        command = ["safepassage", "run", self.scenario.name, "--seed", str(self.seed), "--days", str(self.days)]
        recorder = record.Recorder(self.scenario, [self.seed], self.days, command)
        recorder.add(self)
        path = Path(folder)
        with NewFolder(path, path.name, root=path.parent) as new:
            recorder.write(new.folder)
            made = new.publish()
        if figures:
            from safepassage.figures import illustrate

            illustrate(self, made)
        return made

    def _repr_html_(self) -> str:
        """For notebooks: what it came to, a row an enclave."""
        totals = self.summary["totals"]
        told = f"{totals['evacuated']:,} evacuated, {totals['crossed']:,} crossed, {totals['killed']:,} killed"
        head = f"<b>{escape(self.scenario.name)}</b>, seed {self.seed}, {self.days} days: {told}"
        frame = self.agreements[list(_SHOWN)].astype(object)
        return f"<p>{head}</p>{frame.where(frame.notna(), '–').to_html(index=False, escape=True)}"


class Results:
    """Many runs of one scenario: the tables of each, one below the other, told apart by the column ``seed``.

    ``daily``, ``agreements``, ``convoys`` and ``enclaves`` have the columns of a single run, ``totals`` a row a seed.
    """

    def __init__(self, scenario: Scenario, summaries: list[dict[str, Any]], tables: Mapping[str, pd.DataFrame]) -> None:
        """Take over what the runs left, in the order of their seeds."""
        self.scenario = scenario
        self.summaries = summaries
        self.seeds = [summary["seed"] for summary in summaries]
        self.daily, self.agreements = tables["daily"], tables["agreements"]
        self.convoys, self.enclaves = tables["convoys"], tables["enclaves"]

    @cached_property
    def totals(self) -> pd.DataFrame:
        """A row a seed: the totals of each run."""
        import pandas as pd

        return pd.DataFrame([{"seed": summary["seed"], **summary["totals"]} for summary in self.summaries])

    def __len__(self) -> int:
        """How many runs."""
        return len(self.seeds)

    def _repr_html_(self) -> str:
        """For notebooks: median and the middle 90 % of each total that is a number."""
        numbers = self.totals.drop(columns="seed").select_dtypes("number")
        told = numbers.quantile([0.05, 0.5, 0.95]).T
        told.columns = ["5 %", "median", "95 %"]
        head = f"<b>{escape(self.scenario.name)}</b>, {len(self):,} runs"
        return f"<p>{head}</p>{told.to_html(escape=True, float_format=lambda value: f'{value:,.0f}')}"


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
    run = simulation.simulate(scenario, seed, parameters, days, on_day, check_invariants=check_invariants)
    return Result(run.campaign)


def simulate_many(
    scenario: Scenario,
    seeds: Iterable[int],
    workers: int | None = None,
    parameters: Parameters | Mapping[str, float] | None = None,
    days: int | None = None,
) -> Results:
    """Run a scenario once for each seed, in so many processes; the tables do not depend on how many there are.

    Args:
        scenario: what to run.
        seeds: roots of the random streams, one a run.
        workers: processes; all processors by default, 1 for this process alone.
        parameters: as for :func:`simulate`.
        days: as for :func:`simulate`.

    Raises:
        BadInput: where there is no seed.
    """
    import pandas as pd

    asked = list(seeds)
    if not asked:
        raise BadInput("simulate_many: needs at least one seed")
    with closing(local(min(workers, len(asked)) if workers else None, WARM)) as engine:
        found = each(engine, _tables, (scenario, parameters, days), asked, name=lambda seed: f"seed {seed}")
    tables = {name: pd.concat([one[name] for _, one in found], ignore_index=True) for name in _OF_MANY}
    return Results(scenario, [summary for summary, _ in found], tables)


def _tables(
    what: tuple[Scenario, Parameters | Mapping[str, float] | None, int | None], seed: int
) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
    """One run's summary and tables."""
    scenario, parameters, days = what
    run = simulation.simulate(scenario, seed, parameters, days)
    return run.summary, {name: getattr(run, name) for name in _OF_MANY}
