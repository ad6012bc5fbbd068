"""safepassage: an agent-based model of negotiated evacuations from besieged enclaves.

As a library: ``from safepassage import Scenario, simulate``. Importing this package is cheap; Mesa, pandas and
matplotlib are imported only where they are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.2.0"
__all__ = ["BadInput", "Parameters", "Result", "Results", "Scenario", "__version__", "simulate", "simulate_many"]

if TYPE_CHECKING:
    from safepassage.library import Result, Results, simulate, simulate_many
    from safepassage.parameters import Parameters
    from safepassage.scenario import BadInput, Scenario

_HOMES = {
    "BadInput": "safepassage.scenario",
    "Parameters": "safepassage.parameters",
    "Result": "safepassage.library",
    "Results": "safepassage.library",
    "Scenario": "safepassage.scenario",
    "simulate": "safepassage.library",
    "simulate_many": "safepassage.library",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module's attribute may be anything
    """Import the public names when they are first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
