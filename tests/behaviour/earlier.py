"""What earlier models gave, to be shown beside the present one."""

from __future__ import annotations

from pathlib import Path

# Version 0.1.0 under the same experiments: `python -m behaviour.report --json edition_one.json`, run on that version.
EDITION_ONE = Path(__file__).with_name("edition_one.json")
# The same of the levers: `python -m behaviour.levers --json edition_one_levers.json`.
EDITION_ONE_LEVERS = Path(__file__).with_name("edition_one_levers.json")

# What the prototypes of the second edition gave, with numbers set by hand (design, "Together", and its paragraphs).
PROTOTYPES: dict[str, str] = {
    "drawn-signs": "16, 16, 17, 16 days",
    "drawn-falls": "60.5, 59, 60, 60 days",
    "towns-talk-days": "3",
    "towns-feasibility": "0.99",
    "spring-talk-days": "4",
    "spring-haggling": "6.5",
    "days-since-start": "0.119",
    "douma-last": "0.70",
    "douma-day": "40.5",
    "full-control": "0.80",
    "civilians-killed": "1,950",
    "evacuees": "0.286",
    "fighters-shares": "0.16 to 0.38 for 0.22 to 0.44",
    "fuah": "24 people",
    "relatives": "0.67",
    "state-relatives": "1.0",
    "denied-as-reported": "0.44",
    "control-in-a-week": "0.77",
    "all-together": "0.16",
    "big-ruin-empties": "a fifth",
}
