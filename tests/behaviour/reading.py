"""What experiments read in the row of the enclave that they are about."""

from __future__ import annotations

from behaviour.observing import Row, Seen


def town(seen: Seen) -> Row:
    """The row of the town that an experiment in an invented country is about."""
    return seen.first("town")


def signing_day(seen: Seen) -> int:
    """The day of the deal, the end of the run where there was none."""
    signed = town(seen)["agreement_day"]
    return seen.days if signed is None else int(signed)


def days_pressed(seen: Seen) -> int:
    """The same from the first day of the assault."""
    return signing_day(seen) - (town(seen)["offensive_day"] or 0)


def last_fall(seen: Seen) -> int | None:
    """Days of assault until the last district fell, None where the town was not taken by force."""
    return seen.falls[-1][0] - town(seen)["offensive_day"] if town(seen)["outcome"] == "stormed" else None


def moved(seen: Seen) -> bool:
    """Whether the siege ended by a deal."""
    return town(seen)["outcome"] in ("evacuated", "settled", "in_progress")


def haggled(row: Row) -> int | None:
    """Days from the first on which a deal was feasible to the signature."""
    known = row["agreement_day"] is not None and row["feasible_day"] is not None
    return row["agreement_day"] - row["feasible_day"] if known else None
