"""What is forecast: a scenario whose facts are all given, or rows of tables whose missing facts are drawn each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from safepassage.evidence.building import draft_of
from safepassage.evidence.drafting.case import cases_of, slug
from safepassage.evidence.tables import Tables
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
    def leave_out(self) -> str | None:
        """The agreement that the fit of the parameters must not have seen."""

    def scenario(self, facts: int) -> Scenario:
        """The scenario whose missing facts are drawn with the seed ``facts``."""


@dataclass(frozen=True)
class Given:
    """A scenario, bundled or of one's own."""

    given: Scenario
    leave_out: None = None
    drafted: bool = False

    @property
    def name(self) -> str:
        """That of the scenario."""
        return self.given.name

    def scenario(self, facts: int) -> Scenario:  # noqa: ARG002 - nothing is missing
        """The scenario itself."""
        return self.given


@dataclass(frozen=True)
class Drafted:
    """Rows of tables that make one scenario, drafted anew for each seed; ``settings`` are laid over each draft."""

    tables: Tables
    calibration: Tables
    ids: tuple[str, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    drafted: bool = True

    @property
    def name(self) -> str:
        """The first id as a slug."""
        return slug(self.ids[0]) or "built"

    @property
    def leave_out(self) -> str | None:
        """The row, where it is one that the calibration has seen."""
        seen = {row.id for row in self.calibration.agreements}
        return next((id_ for id_ in self.ids if id_ in seen), None)

    def scenario(self, facts: int) -> Scenario:
        """One draft; raises BadInput where a setting does not fit it."""
        rows = [self.tables.agreement(id_) for id_ in self.ids]
        draft, _ = draft_of(cases_of(rows, self.tables, self.calibration, facts))
        origin = f"{self.tables.name}, {', '.join(self.ids)}"
        for dotted, value in self.settings.items():
            set_value(draft.tree, dotted, value, origin)
        return Scenario(self.name, draft.tree, origin=origin)


def besieged(scenario: Scenario) -> tuple[Besieged, ...]:
    """The enclaves of a scenario on its first day."""
    from safepassage.world.opening import first_enclaves

    slugs = list(scenario.tables.districts)
    return tuple(
        Besieged(e.name, e.faction.slug, frozenset(slugs[d] for d in e.districts))
        for e in first_enclaves(scenario.tables)
    )


def set_by_hand(scenario: Scenario) -> frozenset[str]:
    """Dotted names of the parameters that a scenario itself gives: they hold in every draw."""
    groups: Mapping[str, Any] = scenario.tree.get("parameters", {})
    return frozenset(f"{group}.{name}" for group, values in groups.items() for name in values)
