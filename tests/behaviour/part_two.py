"""Part two in invented towns: scopes and truces, residents at the table, who leaves and why, what a siege does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from behaviour.experiment import Case, Experiment, Seeds, shares, statistic
from behaviour.intervals import Band, Estimate, mean, share
from behaviour.observing import NotMeasurableError, Row, Runs, Seen, said
from behaviour.part_one import SMALL, UNTREATED, lone
from behaviour.reading import moved, signing_day, town
from behaviour.towns import ONE, Country, Town

# The parameter that will say how much residents count, under the name that it is expected to have.
RESIDENTS = "residents.weight"

RUIN = Town(civilians=2_500, prewar=60_000, fort=3.0, damage=0.9, fighters=400, strength=5_000, capital=True)
QUIET = Town(civilians=20_000, prewar=25_000, damage=0.05, fighters=500, strength=2_500, assault_day=20, notice=10)
FED = Town(civilians=20_000, prewar=25_000, damage=0.1, fighters=1_000, strength=0, stock_days=10, aid_every=14)
STRONG = Town(fighters=4_000, strength=9_000)
BIG_RUIN = Town(civilians=60_000, prewar=180_000, fort=3.0, damage=0.9, fighters=5_000, strength=15_000, stock_days=5)
BASE = Town(civilians=20_000, prewar=40_000, fighters=1_500, damage=0.3, stock_days=60)
STARVED = Town(shares=ONE, civilians=20_000, prewar=30_000, fighters=800, strength=0, stock_days=10)
# Two places besieged by the other's side, of which one is to leave in two stages as the other does.
PARTNER = Town(
    civilians=6_000, prewar=10_000, fighters=800, strength=0, garrison_of="government", receiver="government"
)
CORNER = replace(SMALL, civilians=600, fighters=200, strength=2_000)
ISLE = {"kind": "islamic_state", "receiver": "islamic_state", "civilians": 2_000, "fighters": 1_000}


def _exchange(patron: str, **precedents: int) -> Callable[[], Any]:
    """Two besieged places whose departures are tied, stage by stage."""
    towns = {"town": CORNER, "partner": replace(PARTNER, besieger="town")}
    return partial(
        lambda c: c.scenario(),
        Country(towns, go_betweens=(patron,), exchange=("town", "partner"), precedents=precedents, army=2_500),
    )


CASES: dict[str, Case] = {
    "ruin": Case(lone(RUIN)),
    "quiet": Case(lone(QUIET)),
    "fed": Case(lone(FED, days=240)),
    "fed-attacked": Case(lone(replace(FED, strength=8_000, assault_day=120), days=240)),
    "to-its-own": Case(lone(STRONG)),
    "to-its-rivals": Case(lone(replace(STRONG, receiver="islamic_state"))),
    "big-ruin": Case(lone(BIG_RUIN, buses=400)),
    "exchange": Case(_exchange("patron")),
    "exchange-vouched": Case(_exchange("sure-patron", gone=8, honoured=40)),
    "exchange-unheard": Case(_exchange("patron"), settings={RESIDENTS: 0.0}),
    "pressed": Case(lone(replace(STARVED, strength=2_000, stock_days=1))),
    "pressed-unheard": Case(lone(replace(STARVED, strength=2_000, stock_days=1)), settings={RESIDENTS: 0.0}),
    "fed-unheard": Case(lone(FED, days=240), settings={RESIDENTS: 0.0}),
    "base": Case(lone(BASE)),
    "ruined": Case(lone(replace(BASE, damage=0.9))),
    "hungry": Case(lone(replace(BASE, stock_days=0)), settings={"siege.smuggling": 0.3}),
    "kin": Case(lone(BASE), settings={"households.family_here": 0.9}),
    "unsettled": Case(lone(BASE), settings={"terms.g_settlement": 1.0}),
    "rivals-land": Case(lone(replace(BASE, receiver="islamic_state"))),
    "alone-in-choice": Case(lone(BASE), settings={"households.neighbours": 0.0}),
    "families-sparse": Case(lone(replace(BASE, civilians=40_000))),
    "families-dense": Case(lone(replace(BASE, civilians=3_000))),
    "state-deal": Case(lone(replace(BASE, **ISLE))),
    "starved": Case(lone(STARVED, days=300), settings={"siege.smuggling": 0.5}),
    "starved-aided": Case(lone(replace(STARVED, aid_every=14), days=300), settings={"siege.smuggling": 0.5}),
    "starved-smuggled": Case(lone(STARVED, days=300), settings={"siege.smuggling": 1.0}),
    "exposed": Case(lone(replace(STRONG, civilians=10_000, **UNTREATED), go_betweens=())),
    "exposed-fourfold": Case(lone(replace(STRONG, civilians=40_000, **UNTREATED), go_betweens=())),
}


def _deals(runs: Runs, flag: Callable[[Row], bool]) -> Estimate:
    """The share of the deals of the first case in which something holds."""
    rows = [town(seen) for seen in next(iter(runs.values()))]
    return share([flag(row) for row in rows if row["agreement_day"] is not None])


def _scope_is(*scopes: str) -> Callable[[Runs], Estimate]:
    return lambda runs: _deals(runs, lambda row: said(row, "scope") in scopes)


def _few_fighters_leave(seen: Seen) -> bool:
    """A deal after which at most a tenth of the fighters have left."""
    return moved(seen) and town(seen)["fighters_evacuated"] <= 0.1 * QUIET.fighters


def _long_truce(seen: Seen) -> bool:
    """A truce after which nothing else was agreed and nobody fought for sixty days."""
    row = town(seen)
    days = said(row, "truces")
    quiet_until = seen.days if row["offensive_day"] is None else row["offensive_day"]
    return bool(days) and quiet_until - days[0] >= 60


def _truce_gives_way(seen: Seen) -> bool:
    """A truce before the offensive, and an assault or a departure after it."""
    row = town(seen)
    days = said(row, "truces")
    return bool(days) and min(days) < 120 and (row["offensive_day"] is not None or moved(seen))


def _paired(of: Callable[[Seen], float | None]) -> Callable[[Runs], float]:
    """The mean difference, second case less first, over pairs with the same seed that have both."""

    def difference(runs: Runs) -> float:
        pairs = zip(*([of(seen) for seen in case] for case in runs.values()), strict=True)
        return mean([b - a for a, b in pairs if a is not None and b is not None])

    return difference


def civilians_leaving(seen: Seen) -> float | None:
    """Share of the civilians who left, of those who left or stayed; None without a departure."""
    row = town(seen)
    civilians = row["evacuated"] - row["fighters_evacuated"]
    return civilians / (civilians + row["stayed"]) if row["convoys"] else None


def _people_leaving(seen: Seen) -> float | None:
    row = town(seen)
    return row["evacuated"] / (row["evacuated"] + row["stayed"]) if row["convoys"] else None


def _fighters_leaving(seen: Seen) -> float | None:
    """Share of the fighters alive at the signature who left."""
    row = town(seen)
    if row["agreement_day"] is None:
        return None
    outlook = seen.outlook[row["enclave"]]
    alive = dict(zip(outlook["day"], outlook["fighters"], strict=True)).get(row["agreement_day"])
    return row["fighters_evacuated"] / alive if alive else None


def _relatives(seen: Seen) -> float | None:
    """Civilians for each fighter who left."""
    row = town(seen)
    fighters = row["fighters_evacuated"]
    return (row["evacuated"] - fighters) / fighters if fighters else None


def _relatives_kept(runs: Runs) -> float:
    sparse, dense = (mean([_relatives(seen) for seen in case]) for case in runs.values())
    return dense / sparse


def _refused(seen: Seen) -> bool:
    return said(seen.first("partner"), "residents") == "refused"


def _truces(seen: Seen) -> float:
    return float(len(said(town(seen), "truces")))


def _civilians_dead(seen: Seen) -> float:
    """Dead civilians, by fire or by hunger, a thousand people and year."""
    row = town(seen)
    dead = row["civilians_killed"] + row.get("died_of_siege", 0)
    return 1_000 * dead / STARVED.civilians * 365 / seen.days


def _saved(runs: Runs) -> float:
    """What is left of the deaths of the first case in the second."""
    first, second = (mean([_civilians_dead(seen) for seen in case]) for case in runs.values())
    if first == 0:
        raise NotMeasurableError("nobody dies of a siege")
    return second / first


def _deaths_ratio(runs: Runs) -> float:
    few, many = (mean([town(seen)["civilians_killed"] for seen in case]) for case in runs.values())
    return many / max(few, 1.0)


def _leaving(cause: str, words: str, case: str, way: int) -> Experiment:
    """A cause of leaving: it must move the share of civilians who leave its ``way`` (0: either), not decide it."""
    more = {1: "more", -1: "fewer", 0: "more or fewer"}[way]
    said_of = f"{more} civilians leave {words}: by this share of all"
    band = Band(0.01, 0.6, stated=False)
    return Experiment(f"leaving-{cause}", "13.3", "", said_of, band, ("base", case), statistic(partial(_towards, way)))


def _towards(way: int, runs: Runs) -> float:
    change = _paired(civilians_leaving)(runs)
    return way * change if way else abs(change)


def _one(name: str, point: str, before: str, words: str, band: Band, cases: Sequence[str], measure: Any) -> Experiment:  # noqa: ANN401
    return Experiment(name, point, before, words, band, tuple(cases), measure)


MOST = Band(0.5)

EXPERIMENTS: tuple[Experiment, ...] = (
    _one("ruin-all", "13.1", "one scope for every deal", "share of deals of a weak group in a ruined town of the "
         "capital by which all must go", MOST, ["ruin"], _scope_is("all")),
    _one("quiet-settled", "13.1", "97.5 % of fighters left", "share of runs with little violence and a settlement on "
         "offer that end in a deal by which at most a tenth of the fighters leave", MOST, ["quiet"],
         shares(_few_fighters_leave)),
    _one("fed-truce", "13.1", "no truce could be agreed", "share of runs without an offensive, with supplies, in which "
         "a truce holds for sixty days", MOST, ["fed"], shares(_long_truce)),
    _one("truce-gives-way", "13.1", "", "share of runs in which that truce ends when an offensive comes", MOST,
         ["fed-attacked"], shares(_truce_gives_way)),
    _one("rivals-stay", "13.1", "", "days later that a strong group signs whose only destination is its rivals'",
         Band(3.0, stated=False), ["to-its-own", "to-its-rivals"], statistic(_paired(signing_day))),
    _one("big-ruin-empties", "13.1", "a fifth left; no prototype did better", "share of a big ruined city's people who "
         "leave by its deal", Band(0.8, stated=False), ["big-ruin"],
         statistic(lambda runs: mean([_people_leaving(seen) for seen in runs["big-ruin"]]))),
    _one("residents-refuse", "13.2", "nobody asked them", "share of runs in which residents refuse a partial departure",
         MOST, ["exchange"], shares(_refused)),
    _one("vouched-consent", "13.2", "", "the same where who vouches has a clean record", Band(0.0, 0.25, stated=False),
         ["exchange-vouched"], shares(_refused)),
    _one("unheard-consent", "13.2", "", "the same with the residents' weight at 0", Band(0.0, 0.0),
         ["exchange-unheard"], shares(_refused)),
    Experiment("residents-press", "13.2", "", "days earlier that a hungry town signs where its residents count",
               Band(1.0, stated=False), ("pressed", "pressed-unheard"), statistic(_paired(signing_day)), Seeds(40, 60)),
    _one("residents-propose", "13.2", "", "truces more where residents count", Band(0.1, stated=False),
         ["fed-unheard", "fed"], statistic(_paired(_truces))),
    _leaving("violence", "a ruined town", "ruined", 1),
    _leaving("hunger", "where food runs out", "hungry", 1),
    _leaving("kin", "where nine of ten fighters have family inside", "kin", 1),
    _leaving("settlement", "where the besieger offers no settlement", "unsettled", 1),
    _leaving("destination", "where only rivals' ground awaits them", "rivals-land", -1),
    _leaving("neighbours", "where nobody heeds the neighbours", "alone-in-choice", 0),
    _one("fighters-differ", "13.3", "97.5 % of their households left", "share of a group's fighters who leave by its "
         "deal", Band(0.3, 0.95, stated=False), ["base"],
         statistic(lambda runs: mean([_fighters_leaving(seen) for seen in runs["base"]]))),
    _one("fighters-settle", "13.3", "", "fighters who settle, for each who leaves", Band(0.02, stated=False), ["base"],
         statistic(lambda runs: _per_leaver(runs, "settled_fighters"))),
    _one("fighters-desert", "13.3", "", "fighters who desert, for each who leaves", Band(0.005, stated=False), ["base"],
         statistic(lambda runs: _per_leaver(runs, "deserted_fighters"))),
    _one("no-cap", "13.3", "a cap at 11 % of households", "relatives a fighter who leave a place with two civilians a "
         "fighter, over those where there are 27", Band(0.5, stated=False), ["families-sparse", "families-dense"],
         statistic(_relatives_kept)),
    _one("state-relatives", "13.3", "0.1", "relatives a fighter of the Islamic State who leave a place with two "
         "civilians a fighter", Band(0.8, 2.5, stated=False), ["state-deal"],
         statistic(lambda runs: mean([_relatives(seen) for seen in runs["state-deal"]]))),
    _one("hunger-kills", "13.4", "nobody", "dead of a siege of 300 days without an assault, a thousand people and year",
         Band(1.0, 20.0, stated=False), ["starved"],
         statistic(lambda runs: mean([_civilians_dead(seen) for seen in runs["starved"]]))),
    _one("aid-saves", "13.4", "aid cost lives", "what is left of those deaths with food for all every two weeks",
         Band(0.0, 0.5, stated=False), ["starved", "starved-aided"], statistic(_saved)),
    _one("smuggling-saves", "13.4", "moved nothing", "what is left of them where smugglers bring what is needed",
         Band(0.0, 0.7, stated=False), ["starved", "starved-smuggled"], statistic(_saved)),
    _one("exposed-die", "13.4", "twofold", "civilians killed by an assault on four times as many people, over those on "
         "one", Band(3.2, 4.8, stated=False), ["exposed", "exposed-fourfold"], statistic(_deaths_ratio)),
)  # fmt: skip


def _per_leaver(runs: Runs, column: str) -> float:
    rows = [town(seen) for seen in runs["base"]]
    return sum(said(row, column) for row in rows) / max(sum(row["fighters_evacuated"] for row in rows), 1)
