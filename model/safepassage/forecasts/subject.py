"""What is forecast: a scenario, or rows of tables; uncertain and missing facts are drawn each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from safepassage.evidence.building import companions, draft_of
from safepassage.evidence.drafting.case import GROUP, cases_of, slug
from safepassage.evidence.leaving_out import ROW, left_out, remaining
from safepassage.evidence.tables import Agreement, Tables, reported
from safepassage.forecasts.ranges import at_their_ends, drawn_within
from safepassage.scenario import Scenario
from safepassage.scenario.loader import set_value


class Besieged(NamedTuple):
    """An enclave as it stands on the first day: its id, its faction, the slugs of its districts."""

    name: str
    faction: str
    districts: frozenset[str]


class Subject(Protocol):
    """Gives the scenario of a draw."""

    @property
    def name(self) -> str:
        """The name of the forecast."""

    @property
    def drafted(self) -> bool:
        """Whether facts are missing and drawn."""

    @property
    def varies(self) -> bool:
        """Whether facts differ from draw to draw."""

    @property
    def facts(self) -> str:
        """What varies of them, in words."""

    @property
    def leave_out(self) -> str | None:
        """The agreement that the fit of the parameters must not have seen."""

    def scenario(self, facts: int) -> Scenario:
        """The scenario whose uncertain facts are drawn with the seed ``facts``."""

    def reference(self, facts: int) -> Scenario:
        """The scenario that gives names and reported figures; ``facts`` is the seed of the first draw."""


@dataclass(frozen=True)
class Given:
    """A scenario, bundled or of one's own; the facts of which it gives a range vary."""

    given: Scenario
    leave_out: None = None
    drafted: bool = False

    @property
    def name(self) -> str:
        """That of the scenario."""
        return self.given.name

    @property
    def varies(self) -> bool:
        """Whether it gives ranges."""
        return bool(self.given.tables.ranges)

    @property
    def facts(self) -> str:
        """How many vary."""
        ranges = len(self.given.tables.ranges)
        return f"uncertain facts ({ranges}) drawn between their bounds" if ranges else "all facts given"

    def scenario(self, facts: int) -> Scenario:
        """The scenario with its uncertain facts drawn; without such, the scenario itself."""
        return drawn_within(self.given, facts) if self.varies else self.given

    def reference(self, facts: int) -> Scenario:  # noqa: ARG002 - that of its file, whatever is drawn
        """The scenario itself; raises BadInput where a range goes beyond what can be simulated."""
        at_their_ends(self.given)
        return self.given


@dataclass(frozen=True)
class Drafted:
    """Rows of tables that make one scenario, drafted anew for each seed; ``settings`` are laid over each draft.

    The first row leads: it is the one that was asked about. ``calibration`` are the tables of what is known of others,
    the row itself left out where they had it (``leave_out`` names the fit without it).
    """

    tables: Tables
    calibration: Tables
    ids: tuple[str, ...]
    leave_out: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    drafted: bool = True
    varies: bool = True
    facts: str = "missing facts drafted anew"

    @property
    def name(self) -> str:
        """The first id as a slug."""
        return slug(self.ids[0]) or "built"

    def scenario(self, facts: int) -> Scenario:
        """One draft; raises BadInput where a setting does not fit it."""
        rows = [self.tables.agreement(id_) for id_ in self.ids]
        draft, _ = draft_of(cases_of(rows, self.tables, self.calibration, facts, first_leads=True))
        origin = f"{self.tables.name}, {', '.join(self.ids)}"
        for dotted, value in self.settings.items():
            set_value(draft.tree, dotted, value, origin)
        return Scenario(self.name, draft.tree, origin=origin)

    def reference(self, facts: int) -> Scenario:
        """That of the first draw."""
        return self.scenario(facts)


def drafted(rows: Sequence[Agreement], tables: Tables, settings: Mapping[str, Any]) -> Drafted:
    """Rows of tables; with a single one those that its offensive attacked with it (:func:`.building.companions`)."""
    name, ids = left_out(rows[0], reported(), ROW)
    beside = companions(rows[0], tables) if len(rows) == 1 else []
    together = tuple(row.id for row in (*rows, *beside))
    return Drafted(tables, remaining(reported(), ids), together, name, settings)


def besieged(scenario: Scenario) -> tuple[Besieged, ...]:
    """The enclaves of a scenario on its first day, that of the row which leads before the others."""
    from safepassage.world.opening import first_enclaves

    slugs = list(scenario.tables.districts)
    found = [
        Besieged(e.name, e.faction.slug, frozenset(slugs[d] for d in e.districts))
        for e in first_enclaves(scenario.tables)
    ]
    return tuple(sorted(found, key=lambda enclave: enclave.faction != GROUP))
