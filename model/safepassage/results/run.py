"""What pictures and stories ask of a run, wherever it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from safepassage.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


class Run(Protocol):
    """A :class:`~safepassage.simulation.Result`, or a run folder read again."""

    @property
    def scenario(self) -> Scenario:
        """What was run."""

    @property
    def seed(self) -> int:
        """Of this replicate."""

    @property
    def days(self) -> int:
        """How many were simulated."""

    @property
    def summary(self) -> dict[str, Any]:
        """As in ``run --json``."""

    @property
    def daily(self) -> pd.DataFrame:
        """A row a day."""

    @property
    def convoys(self) -> pd.DataFrame:
        """A row a convoy."""

    @property
    def enclaves(self) -> pd.DataFrame:
        """A row a day and living enclave."""

    @property
    def events(self) -> pd.DataFrame:
        """A row for each entry of the journal."""
