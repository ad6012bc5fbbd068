"""Part one in invented towns: war, belief from the battlefield, haggling that takes days, guarantors who answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

from behaviour.experiment import Case, Experiment, Seeds, shares, statistic
from behaviour.intervals import TOLD, Band, mean, middle, rank_correlation
from behaviour.observing import NotMeasurableError, Row, Runs, Seen
from behaviour.reading import days_pressed, haggled, last_fall, moved, town
from behaviour.towns import ONE, TEN, TEN_UNEVEN, THIRTY, Country, Town, alone

CITY = Town()
# So small and so heavily attacked that it would fall within a week or two.
SMALL = Town(civilians=4_000, prewar=15_000, fort=2.0, fighters=300, strength=4_000, stock_days=20)
# No group that anybody deals with, and nowhere to go: what the assault alone would do.
UNTREATED: dict[str, Any] = {"kind": "islamic_state", "receiver": ""}

DRAWN = {"one": ONE, "ten": TEN, "uneven": TEN_UNEVEN, "thirty": THIRTY}
PACES = {"half": 0.5, "full": 1.0, "double": 2.0}
GARRISONS = {"half": 0.5, "full": 1.0, "double": 2.0, "fourfold": 4.0}
BETWEEN = {"patron": ("patron",), "agency": ("agency",), "notables": ("notables",), "nobody": ()}


def lone(town: Town, **country: Any) -> Callable[[], Any]:  # noqa: ANN401 - fields of Country
    """How the scenario of one town is built, when it is asked for."""
    return partial(lambda c: c.scenario(), alone(town, **country))


def _watched(**ours: Any) -> Town:  # noqa: ANN401 - fields of Town
    """A quiet besieged place with ample stocks, which only looks on."""
    return Town(shares=ONE, civilians=5_000, prewar=8_000, fighters=300, strength=0, stock_days=1_000, **ours)


def _neighbours(town: Town, **country: Any) -> Callable[[], Any]:  # noqa: ANN401 - fields of Country
    """A town under assault, one that the same besieger surrounds, and one that another group surrounds."""
    towns = {
        "town": town,
        "watching": _watched(),
        "elsewhere": _watched(garrison_of="government", besieger="watching", receiver="government"),
    }
    return partial(lambda c: c.scenario(), Country(towns, army=town.strength, **country))


# Nobody is a burden to anybody: what moves is what the collapse itself says of those who vouched.
_BROKEN = {"agreements.incidents": 3.0, "agreements.collapse": 1.0, "credibility.burden": 0.0}
_TINY = replace(SMALL, civilians=600, fighters=300, strength=2_500)
_VAST = replace(SMALL, civilians=30_000, fighters=2_500, strength=8_000)
_THREATENED = replace(_watched(), civilians=20_000, fighters=1_000)

CASES: dict[str, Case] = {
    **{f"drawn-{name}": Case(lone(replace(CITY, shares=s))) for name, s in DRAWN.items()},
    **{f"untreated-{n}": Case(lone(replace(CITY, shares=s, **UNTREATED), go_betweens=())) for n, s in DRAWN.items()},
    **{f"pace-{name}": Case(lone(CITY), factors={"war.advance": f}) for name, f in PACES.items()},
    **{
        f"garrison-{name}-{drawn}": Case(lone(replace(CITY, shares=DRAWN[drawn], fighters=round(CITY.fighters * f))))
        for name, f in GARRISONS.items()
        for drawn in ("one", "ten")
    },
    "small-untreated": Case(lone(replace(SMALL, **UNTREATED), go_betweens=())),
    **{f"small-{name}": Case(lone(SMALL, go_betweens=b)) for name, b in BETWEEN.items()},
    "small-open-way": Case(lone(replace(SMALL, way_out=True), go_betweens=())),
    "small-kin": Case(lone(replace(SMALL, kin_next_door=True), go_betweens=())),
    "idle-patron": Case(lone(CITY, go_betweens=("idle-patron", "notables"))),
    "broken": Case(_neighbours(replace(SMALL, strength=2_000), go_betweens=("notables", "broad-patron")), settings=_BROKEN),
    "deal-tiny": Case(_neighbours(_TINY)),
    "deal-vast": Case(_neighbours(_VAST)),
    "few-attackers": Case(lone(replace(CITY, shares=TEN, fighters=5_000, strength=40), army=40)),
    **{
        f"announced-{n}": Case(lone(replace(_THREATENED, strength=n, assault_day=20, notice=20), army=12_000, days=35))
        for n in (600, 6_000)
    },
}


def _middles(runs: Runs, of: Callable[[Seen], float | None]) -> list[float]:
    return [middle([of(seen) for seen in case]) for case in runs.values()]


def _ground_at_any_pace(runs: Runs) -> float:
    lost = _middles(runs, lambda seen: town(seen)["ground_lost"])
    return max(lost) / max(min(lost), 1e-3)


def _half_over_double(runs: Runs) -> float:
    days = _middles(runs, days_pressed)
    return days[0] / max(days[-1], 1.0)


def _farthest_from_one(runs: Runs, of: Callable[[Seen], float | None]) -> float:
    days = _middles(runs, of)
    return max(abs(d / days[0] - 1.0) for d in days[1:])


def _least_step(runs: Runs) -> float:
    """The smallest change of the median day as the garrison grows, over both drawings.

    Where the day does not change at all, the smallest of six steps is below nought by chance; hence half a day's grace.
    """
    days = _middles(runs, days_pressed)
    return min(b - a for half in (days[:4], days[4:]) for a, b in pairwise(half))


def _every_row(runs: Runs, of: Callable[[Row], Any]) -> list[Any]:
    return [of(row) for case in runs.values() for seen in case for row in seen.rows]


def _follows_feasibility(runs: Runs) -> float:
    pairs = [(r["feasible_day"], r["agreement_day"]) for r in _every_row(runs, dict) if haggled(r) is not None]
    return rank_correlation(*zip(*pairs, strict=True))


def _by_the_idle(seen: Seen) -> bool:
    """Whether the patron without a free hand brokered or guaranteed a deal."""
    return any("idle-patron" in (s["broker"], s["guarantor"]) for s in seen.signatures)


def _credibility(seen: Seen, enclave: str, on: int) -> float | None:
    name = seen.first(enclave)["enclave"]
    series = dict(zip(seen.outlook[name]["day"], seen.outlook[name]["credibility"], strict=True))
    return series.get(on)


def _change(seen: Seen, enclave: str, start: int, end: int) -> float | None:
    a, b = _credibility(seen, enclave, start), _credibility(seen, enclave, end)
    return None if a is None or b is None else b - a


def _after_collapse(enclave: str) -> Callable[[Runs], float]:
    """How far credibility moved, as this enclave sees it, from the eve of the town's collapse to four days later."""

    def of(runs: Runs) -> float:
        first = [next(((d, s) for d, name in s.collapses if name.startswith("town")), None) for s in runs["broken"]]
        return mean([_change(found[1], enclave, found[0] - 1, found[0] + 4) for found in first if found])

    return of


def _learnt(case: list[Seen]) -> float:
    """How much more credible the same besieger is to those who look on, once a departure has been honoured."""
    rows = [(seen, town(seen)) for seen in case if town(seen)["outcome"] == "evacuated"]
    gains = [_change(s, "watching", r["agreement_day"] - 1, min(r["last_convoy_day"] + 5, s.days - 1)) for s, r in rows]
    return mean(gains)


def _vast_over_tiny(runs: Runs) -> float:
    tiny, vast = (_learnt(list(case)) for case in runs.values())
    if tiny <= 0:
        raise NotMeasurableError("nothing was learnt")
    return vast / tiny


def _worst_day(seen: Seen) -> float:
    """The largest share of the attackers of one day who died on it."""
    total = seen.daily["killed_government"]
    today = [b - a for a, b in zip([0, *total], total, strict=False)]
    return max(dead / there for dead, there in zip(today, seen.daily["strength"], strict=True) if there > 0)


def _dread(runs: Runs) -> float:
    """What fighting on is worth under notice of a small assault, less the same under that of one ten times larger."""
    small, large = ([_value(seen, 22) for seen in case] for case in runs.values())
    return mean([a - b for a, b in zip(small, large, strict=True)])


def _value(seen: Seen, on: int) -> float:
    series = seen.outlook[town(seen)["enclave"]]
    return float(dict(zip(series["day"], series["value_faction"], strict=True))[on])


def _named(prefix: str, names: Any) -> tuple[str, ...]:  # noqa: ANN401 - any iterable of names
    return tuple(f"{prefix}-{name}" for name in names)


_GARRISON_CASES = tuple(f"garrison-{name}-{drawn}" for drawn in ("one", "ten") for name in GARRISONS)
_STRONG = tuple(f"garrison-{name}-{drawn}" for drawn in ("one", "ten") for name in ("double", "fourfold"))
_CITIES = ("pace-half", "pace-full", "pace-double", "garrison-half-ten", "garrison-double-ten")

EXPERIMENTS: tuple[Experiment, ...] = (
    Experiment(
        "pace-ground", "12.1", "like shares only by chance: learning followed the calendar",
        "largest over smallest median share of its defence lost at signature, at half, full and double pace",
        Band(1.0, 4 / 3), _named("pace", PACES), statistic(_ground_at_any_pace),
    ),
    Experiment(
        "pace-days", "12.1", "", "median days under assault until the deal, at half pace over those at double pace",
        Band(1.5, stated=False), _named("pace", PACES), statistic(_half_over_double),
    ),
    Experiment(
        "drawn-signs", "12.1", "a city of ten districts held out much longer than the same drawn as one",
        "largest difference, relative, of the median signing day when drawn as ten, ten uneven or thirty districts, "
        "from that when drawn as one",
        Band(0.0, 0.1), _named("drawn", DRAWN), statistic(partial(_farthest_from_one, of=days_pressed)),
    ),
    Experiment(
        "drawn-falls", "12.1", "24, 65, 64 and 70 days", "the same of the day of its fall where nobody deals with it",
        Band(0.0, 0.1), _named("untreated", DRAWN), statistic(partial(_farthest_from_one, of=last_fall)),
    ),
    Experiment(
        "garrison-later", "12.1", "24, 22, 21 days at half, full, double",
        "smallest change of the median signing day from half to full, double and fourfold garrison, days",
        Band(-0.5, stated=False), _GARRISON_CASES, statistic(_least_step), Seeds(24, 60),
    ),
    Experiment(
        "garrison-signs", "12.1", "",
        "share of runs in which a double or fourfold garrison ends in a deal that moves people or ground (the least)",
        Band(0.75, stated=False), _STRONG, shares(moved),
    ),
    Experiment(
        "small-premise", "12.2", "", "premise of the next four: median days of assault until it falls without a deal",
        Band(7.0, 14.0), ("small-untreated",), statistic(lambda runs: _middles(runs, last_fall)[0]),
    ),
    Experiment(
        "small-deal", "12.2", "stormed in most runs",
        "share of runs with a deal where a patron, an agency or notables go between (the least of the three)",
        Band(0.5), ("small-patron", "small-agency", "small-notables"), shares(moved),
    ),
    Experiment(
        "small-alone", "12.2", "nobody signed", "share of runs with a deal where nobody goes between",
        Band(0.1, 0.9, stated=False), ("small-nobody",), shares(moved),
    ),
    Experiment(
        "small-open-way", "12.2", "no such outcome", "share of runs in which the group withdraws over an open way",
        Band(0.5), ("small-open-way",), shares(lambda seen: town(seen)["outcome"] == "withdrew"),
    ),
    Experiment(
        "small-kin", "12.2", "no such outcome",
        "share of runs in which the group withdraws onto ground of its own side next door",
        Band(0.5), ("small-kin",), shares(lambda seen: town(seen)["outcome"] == "withdrew"),
    ),
    Experiment(
        "towns-talk-days", "12.3", "1", "median days of the round that led to the signature, all towns",
        Band(3.0, 8.0), _CITIES, statistic(lambda runs: middle(_every_row(runs, lambda r: r["talk_days"]))),
    ),
    Experiment(
        "towns-haggling", "12.3", "2", "median days from the first feasible day to the signature, all towns",
        Band(5.0), _CITIES, statistic(lambda runs: middle(_every_row(runs, haggled))),
    ),
    Experiment(
        "towns-feasibility", "12.3", "0.99", "rank correlation of first feasible day and signing day",
        TOLD, _CITIES, statistic(_follows_feasibility),
    ),
    Experiment(
        "idle-patron", "12.4", "whoever had the strongest guarantee gave it, free or not",
        "share of runs in which a patron of capacity 0 brokers or guarantees",
        Band(0.0, 0.0), ("idle-patron",), shares(_by_the_idle),
    ),
    Experiment(
        "collapse-tarnishes", "12.4", "",
        "change of credibility seen by a neighbour of the same besieger, four days after a collapse next door",
        Band(high=-0.005, stated=False), ("broken",), statistic(_after_collapse("watching")),
    ),
    Experiment(
        "collapse-elsewhere", "12.4", "one trust for all", "the same, seen by those whom another group besieges",
        Band(-0.001, 0.001, stated=False), ("broken",), statistic(_after_collapse("elsewhere")),
    ),
    Experiment(
        "trust-counts-deals", "12.4", "counted convoys",
        "gain of credibility seen by a neighbour after a departure of thousands, over that after one of hundreds",
        Band(0.8, 1.25, stated=False), ("deal-tiny", "deal-vast"), statistic(_vast_over_tiny),
    ),
    Experiment(
        "attackers-bounded", "12.5", "all defenders fired, however few attacked",
        "largest share of the attackers who die on one day, in any run, 40 against 5,000",
        Band(0.0, 1.0), ("few-attackers",), statistic(lambda runs: max(map(_worst_day, runs["few-attackers"]))),
    ),
    Experiment(
        "feared-as-announced", "12.5", "the feared assault was the same whatever was announced",
        "value of fighting on under notice of 600 attackers, less that under notice of 6,000",
        Band(0.001, stated=False), _named("announced", (600, 6_000)), statistic(_dread),
    ),
)  # fmt: skip
