"""Colours that colour-blind readers can tell apart."""

from __future__ import annotations

from safepassage.results.digest import BY_DEAL, BY_FORCE, GIVEN_UP, HELD
from safepassage.scenario import GOVERNMENT

INK, SOFT, RULE, GROUND, PAPER = "#22303c", "#5d6b77", "#c9d2d9", "#e9edf0", "#f7f9fa"

# The tint of a district's cell, by how it ended.
TINTS = {
    BY_FORCE: "#eeb39f",
    BY_DEAL: "#a9cfe4",
    GIVEN_UP: "#a78fbb",
    HELD: "#f0dc8c",
    GOVERNMENT: GROUND,
}

# The phases of an enclave; talks without a go-between are a paler kind of talks.
SIEGE, ASSAULT, TALKS, AGREEMENT, SUSPENDED = "#dfe5e9", "#d9694b", "#f0c24b", "#4a90b8", "#7a5c99"
DIRECT = "#f7e3ad"

# What a group believes: that the assault goes all the way, and that a passage is honoured; and what it has lost.
BELIEF, CREDIBILITY, LOST = "#b3391f", "#1f6f5c", "#8fa0ae"
PEOPLE = {"inside": "#5d6b77", "arrived": "#0072b2", "crossed": "#b07d00"}
KILLED = {"killed_civilians": "#b3391f", "killed_fighters": "#5b4775", "killed_government": "#7a8791"}

# What convoys bring; days of buses behind a deal; and lines that are told apart by their names alone (Wong 2011).
BUSES, FAINT = "#0072b2", "#cfe1ec"
LINES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#56b4e9", "#22303c")
