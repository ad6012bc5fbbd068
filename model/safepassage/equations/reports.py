"""What an observer says: counts with their errors, round totals, and the odds of a denial or a confirmation."""

from __future__ import annotations

from math import exp


def logistic(x: float) -> float:
    """1/(1 + e^(−x))."""
    return 1.0 / (1.0 + exp(-x)) if x > -500 else 0.0


def rounded(value: float, step: float) -> int:
    """To the nearest multiple of ``step``."""
    return int(round(value / step) * step)


def counted_buses(buses: int, log_error: float) -> int:
    """A count of buses with a relative error; one at least."""
    return max(round(buses * exp(log_error)), 1)


def guessed_people(people: int, log_error: float) -> int:
    """A guess of people, to tens where there are few and to fifties where there are many."""
    return rounded(people * exp(log_error), 10 if people < 500 else 50)


def published(total: int, step: float) -> int:
    """A published total: to ``step``, or to a tenth of it while it is small."""
    return rounded(total, step if total >= 5 * step else step / 10)


def denial(base: float, of_reputation: float, reputation: float, of_victory: float, taken: float) -> float:
    """logistic(a + rep·(k₁ + k₂·taken⁸)): chance that state media deny a deal for a district.

    The likelier the more a deal costs the besieger's name, above all where its army has just taken (nearly all of) the
    place by force: a deal there belies a victory. A deal that costs no name is not worth denying anywhere.
    """
    return logistic(base + reputation * (of_reputation + of_victory * taken**8))


def confirmation(base: float, of_reputation: float, reputation: float) -> float:
    """Chance that state media confirm an open deal."""
    return logistic(base - of_reputation * reputation)
