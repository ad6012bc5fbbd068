"""Pictures that come out the same whoever draws them, and never stop for the sake of a text.

A user's matplotlib settings do not reach in, texts are texts (a ``$`` opens no formula), and characters that no font
has are drawn as boxes without a warning.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_OWN: dict[str, Any] = {"text.parse_math": False, "text.usetex": False}
_GLOBAL = frozenset({"backend", "backend_fallback", "toolbar", "interactive", "timezone"})  # of programs, not pictures


@contextmanager
def plain() -> Iterator[None]:
    """Draw and save pictures inside this context, or decorate the function that does with it."""
    import matplotlib as mpl

    context: Any = mpl.rc_context  # its stubs list every setting by name
    settings: dict[str, Any] = {k: v for k, v in mpl.rcParamsDefault.items() if k not in _GLOBAL}
    with warnings.catch_warnings(), context(settings | _OWN):
        warnings.filterwarnings("ignore", message="Glyph")
        yield
