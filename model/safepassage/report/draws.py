"""What only the draws of a forecast tell: sums and firsts over enclaves, and how often things go wrong."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safepassage.results.outlook import FIRST_BUS, FIRST_DEAL, LAST_BUS, LEVELS

Floats = NDArray[np.float64]
ROUNDING = 1e-9  # what adding up weights may miss
WORDS = {
    "evacuated": "left by convoy",
    "fighters_evacuated": "fighters among them",
    "agreement_day": "deal signed",
    "first_convoy_day": "first buses",
    "last_convoy_day": "last buses",
    "buses": "busloads",
    "militants_killed": "fighters killed",
    "civilians_killed": "civilians killed",
    "government_killed": "killed on the government's side",
}


class Draws:
    """The table of draws of a forecast; quantiles are weighed as the forecast's own are."""

    def __init__(self, table: pd.DataFrame) -> None:
        """Take the table, a row a draw."""
        self._table = table
        weights = table["weight"].to_numpy(float)
        self._weights: Floats = weights / weights.sum()

    def _column(self, name: str) -> Floats | None:
        return self._table[name].to_numpy(float, na_value=np.nan) if name in self._table else None

    def _across(self, quantity: str) -> Floats:
        """A quantity of all enclaves: a row a draw, a column an enclave."""
        end = f".{quantity}"
        own = [name for name in self._table if str(name).startswith("enclaves.") and str(name).endswith(end)]
        return self._table[own].to_numpy(float, na_value=np.nan)

    def _quantiles(self, values: Floats) -> dict[str, float]:
        """The least value that so large a share of the draws does not exceed; none where it is never reached."""
        order = np.argsort(values, kind="stable")
        below = np.cumsum(self._weights[order])
        places = {name: min(int((below < level - ROUNDING).sum()), len(values) - 1) for name, level in LEVELS.items()}
        found = {name: float(values[order][place]) for name, place in places.items()}
        return {name: value for name, value in found.items() if np.isfinite(value)}

    def _share(self, happened: NDArray[np.bool_]) -> float:
        return round(float(self._weights @ happened), 12)  # adding up weights may pass 1

    def _days(self) -> dict[str, Floats]:
        """First and last days over the enclaves; infinite where nothing of the kind came."""
        found = {}
        for name, quantity, last in (
            (FIRST_DEAL, "agreement_day", False), (FIRST_BUS, "first_convoy_day", False),
            (LAST_BUS, "last_convoy_day", True),
        ):  # fmt: skip
            days = self._across(quantity)
            if days.shape[1]:
                extreme = np.nan_to_num(days, nan=-np.inf if last else np.inf)
                ends = extreme.max(axis=1) if last else extreme.min(axis=1)
                found[name] = np.where(np.isfinite(ends), ends, np.inf)
        return found

    def totals(self) -> dict[str, dict[str, float]]:
        """Quantiles of what the table of totals leaves out: sums over enclaves, first and last days, population."""
        sums = {name: self._across(name) for name in ("buses", "convoys", "incidents", "fighters_evacuated")}
        found = {name: np.nansum(values, axis=1) for name, values in sums.items() if values.shape[1]}
        people = [self._column(f"totals.{name}") for name in ("evacuated", "crossed", "stayed", "in_transit", "killed")]
        if all(column is not None for column in people):
            found["population"] = np.sum(np.array(people), axis=0)
        return {name: levels for name, values in (found | self._days()).items() if (levels := self._quantiles(values))}

    def happened(self) -> dict[str, float]:
        """The share of draws in which first and last days came."""
        return {name: self._share(np.isfinite(days)) for name, days in self._days().items()}

    def killed(self, slug: str) -> dict[str, dict[str, float]]:
        """Quantiles of an enclave's dead, fighters and civilians."""
        both = [self._column(f"enclaves.{slug}.{name}") for name in ("militants_killed", "civilians_killed")]
        if any(column is None for column in both):
            return {}
        return {"killed": self._quantiles(np.nansum(np.array(both), axis=0))}

    def shares(self) -> dict[str, float]:
        """Shares of draws in which something went wrong, of what the draws keep."""
        ends = self._words("outcome")
        beyond, attempts = self._column("totals.without_shelter"), self._across("attempts")
        incidents = self._across("incidents")
        found = {
            "incident": self._share(np.asarray((incidents > 0).any(axis=1))) if incidents.shape[1] else None,
            "interrupted": self._any("interrupted"),
            "repeated": self._share(np.asarray((attempts > 1).any(axis=1))) if attempts.shape[1] else None,
            "stormed": self._share(np.asarray((ends == "stormed").any(axis=1))) if ends.shape[1] else None,
            "holding": self._share(np.asarray((ends == "holding").any(axis=1))) if ends.shape[1] else None,
            "held": self._any("held"),
            "turned": self._any("turned"),
            "denied": self._any("denied"),
            "without_shelter": self._share(beyond > 0) if beyond is not None else None,
        }
        return {name: share for name, share in found.items() if share is not None}

    def _words(self, quantity: str) -> NDArray[np.object_]:
        own = [name for name in self._table if str(name).startswith("enclaves.") and str(name).endswith(f".{quantity}")]
        return self._table[own].to_numpy(object)

    def _any(self, quantity: str) -> float | None:
        """The share of draws in which something is so of any enclave; None where it was not kept."""
        values = self._words(quantity)
        if not values.shape[1]:
            return None
        return self._share(np.array([any(_true(value) for value in row) for row in values]))

    def shares_of(self, slug: str) -> dict[str, float]:
        """The same of one enclave."""
        found = {}
        for name in ("interrupted", "truces", "denied"):
            column = f"enclaves.{slug}.{name}"
            if column in self._table:
                found[name] = self._share(np.array([_true(value) for value in self._table[column]]))
        return found

    def words_of(self, slug: str) -> dict[str, dict[str, float]]:
        """Shares of an enclave's deals by destination, scope, residents, broker and guarantor, as far as kept."""
        found = {}
        signed = self._column(f"enclaves.{slug}.agreement_day")
        for name in ("destination", "scope", "residents", "broker", "guarantor"):
            column = f"enclaves.{slug}.{name}"
            if column in self._table and signed is not None and np.isfinite(signed).any():
                weights = pd.Series(self._weights)[np.isfinite(signed)]
                words = self._table.loc[np.isfinite(signed), column].fillna("").astype(str)
                shares = weights.groupby(words.to_numpy()).sum().sort_values(ascending=False)
                found[name] = {str(word): float(share / shares.sum()) for word, share in shares.items()}
        return found


def _true(value: object) -> bool:
    """Whether a cell says yes: a list or a text that is not empty, a number other than 0."""
    if value is None or value is pd.NA or value != value:
        return False
    return bool(value)
