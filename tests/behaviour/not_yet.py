"""The experiments that the model does not pass yet, over the few seeds that gate a change.

One that passes must leave this list: its test fails as long as it stands here. The list is to become empty.
"""

from __future__ import annotations

NOT_YET: frozenset[str] = frozenset(
    {
        "douma-day",
        "quiet-settled",
        "big-ruin-empties",
        "no-cap",
        "draw-down-moves",
    }
)
