"""Reported regularities, and whether the model shows them.

What counts as shown is fixed here before anything is fitted, and so is which regularities the fit has seen: those are
``used``, the others are held out. The runs are replicates of spring 2018 with the default parameters, and the same
without any offensive or threat, and with an assault at half and at double its pace.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import Any

from safepassage.computing.each import Told, each
from safepassage.computing.engines import local
from safepassage.evidence.patterns import criteria, deals
from safepassage.evidence.patterns.criteria import Measured, Runs
from safepassage.evidence.patterns.mechanisms import without
from safepassage.evidence.patterns.observed import Observed, observe, paced, quieted
from safepassage.scenario import Scenario

SCENARIO = "spring-2018"
WARM = ("safepassage.evidence.patterns.patterns",)


@dataclass(frozen=True)
class Pattern:
    """One regularity: what was reported, when the model shows it, where it is reported, whether the fit has seen it."""

    name: str
    title: str
    criterion: str
    source: str
    used_in_fit: bool
    judge: Callable[[Runs], Measured]


@dataclass(frozen=True)
class Found:
    """A pattern and what the runs say of it."""

    pattern: Pattern
    shown: bool
    measured: str

    def as_row(self) -> dict[str, Any]:
        """For JSON."""
        p = self.pattern
        return {
            "id": p.name, "title": p.title, "criterion": p.criterion, "source": p.source,
            "used_in_fit": p.used_in_fit, "shown": self.shown, "measured": self.measured,
        }  # fmt: skip


FACTS = "seeds/reported"
LUNDGREN = "Lundgren, Svensson and Karakus (2023)"
PATTERNS = (
    Pattern(
        "P1", "Offensives, not sieges alone, bring agreements within weeks",
        "of the attacked at least 75 % sign within 60 days; without offensives or threats at most 20 % sign",
        f"{FACTS}/agreements_2018.csv: sieges of five years, agreements 4 to 49 days after an offensive", True,
        criteria.weeks_not_years,
    ),
    Pattern(
        "P2", "Territory splits before it signs, each holder for itself",
        "a split no later than the first agreement in at least 50 % of the runs; one offensive's holders sign on "
        "different days in at least 75 %",
        f"{FACTS}/README.md: split of eastern Ghouta about day 21, agreements on days 31, 33 and 49", True,
        criteria.splits_first,
    ),
    Pattern(
        "P3", "The domino: later enclaves sign sooner, some without an assault",
        "median days to the agreement shorter for rebels attacked later; somebody signs unattacked in 75 % of the runs",
        f"{FACTS}/agreements_2018.csv: 31 to 49 days in Ghouta, then 4 to 17; Dumayr without a battle", True,
        criteria.domino,
    ),
    Pattern(
        "P4", "The Islamic State fights longer; its deal is denied, small, to the desert",
        "each in at least half of its deals, all together in at least 30 %, denied more often than the rebels'",
        f"{FACTS}/seed_report.csv and agreements_2018.csv, SDAMASCUS_IS_2018", True, criteria.islamic_state,
    ),
    Pattern(
        "P5", "Rebels go north, more than 100,000 people in 60 days",
        "median of the largest 60 days above 100,000; at least 90 % of the rebels' people to the north",
        f"{FACTS}/campaign_totals_2018.csv", True, criteria.north,
    ),
    Pattern(
        "P6", "Buses enter by night and leave at dawn, 32 to 68 people each; the first batch is the smaller",
        "95 % enter by 3:00 and leave by 7:00; 90 % of the loads within 32 to 68, median 44 to 54; the second batch "
        "larger in half of the enclaves",
        f"{FACTS}/convoys_2018.csv, seed_report.csv", True, criteria.night,
    ),
    Pattern(
        "P7", "Fighters are about three in ten of those who leave, and no kind's leave without relatives",
        "median share of fighters among the rebels' evacuees 20 to 40 %, of every kind's at most 60 %",
        f"{FACTS}/convoys_2018.csv, seed_report.csv (fighters and relatives)", True, criteria.three_in_ten,
    ),
    Pattern(
        "P8", "Most people of a large enclave stay or cross; a small last pocket empties",
        "median share leaving below one half of an enclave of 50,000, above one half of those left in the last pocket",
        f"{FACTS}/agreements_2018.csv, districts.csv (Yarmouk)", False, criteria.most_stay,
    ),
    Pattern(
        "P9", "About half of the agreements are interrupted, most delay comes at the receiving end",
        "30 to 70 % interrupted; convoys to al-Bab and Afrin held or turned more than twice as often as to Idlib",
        f"{FACTS}/agreements_2018.csv, convoys_2018.csv", True, criteria.interrupted,
    ),
    Pattern(
        "P10", "An agreement lowers violence next door",
        "fewer deaths in enclaves under attack beside one that signs in the two weeks after than in those before",
        LUNDGREN, False, criteria.calm_next_door,
    ),
    Pattern(
        "P11", "The reported total differs from the true one, most where it was denied",
        "the published total differs; the monitor's relative error is larger where state media denied",
        f"{FACTS}/README.md, agreements_2018.csv (evacuees low and high)", False, criteria.misreported,
    ),
    Pattern(
        "P12", "Announced numbers forecast badly",
        "off by a factor of 1.5 or more in the median",
        f"{FACTS}/README.md: 0.3 to 9 times the outcome", False, criteria.announced,
    ),
    Pattern(
        "P13", "Eastern Ghouta signs one after the other, Douma last",
        "Douma last in at least half of the runs, and at least a week between first and last in the median",
        f"{FACTS}/agreements_2018.csv: days 31, 33, 49", True, deals.order_of_ghouta,
    ),
    Pattern(
        "P14", "What the assault on eastern Ghouta cost",
        "medians of those killed: civilians 1,400 to 2,600, government's side 400 to 800, militants 300 to 2,000",
        f"{FACTS}/campaign_totals_2018.csv", True, deals.deaths_of_ghouta,
    ),
    Pattern(
        "P15", "Agreements differ in size by orders of magnitude",
        "log-sd of evacuees over the agreements of a run between 1 and 2 in the median (reported 1.4)",
        f"{FACTS}/agreements_2018.csv: 200 to 41,126", True, deals.spread_of_evacuees,
    ),
    Pattern(
        "P16", "Russia stands behind most deals, others behind some",
        "Russia brokers or vouches for at least half of the deals, and not for all",
        f"{FACTS}/agreements_2018.csv, column broker", True, deals.who_brokers,
    ),
    Pattern(
        "P17", "Deals come at a like share of ground lost, whatever the pace of the assault",
        "largest over smallest median share, at half, full and double pace, at most 4/3",
        "Slantchev (2003): what is learnt is learnt by fighting, not by waiting", False, deals.like_ground,
    ),
    Pattern(
        "P18", "Who leaves follows damage and settlement",
        "rank correlation of violence suffered and share leaving above 0.2; nobody settles who is not offered to",
        f"{FACTS}/agreements_2018.csv, agreements_more.csv (terms)", False, deals.scope_follows,
    ),
    Pattern(
        "P19", "Violence falls after a deal",
        "fewer killed in the month after than in that before in at least 70 % of the deals with deaths before",
        f"{FACTS}/violence_ucdp.csv: 8 of the 10 agreements with deaths before", False, deals.calm_after,
    ),
    Pattern(
        "P20", "Where nobody attacks there are truces without departure",
        "truces in 5 to 90 % of the enclaves that are besieged by the government and not attacked",
        f"{FACTS}/agreements_more.csv: BABILA_2014, QADAM_2014", False, deals.truces_where_quiet,
    ),
)  # fmt: skip
PACES = {"slow": 0.5, "fast": 2.0}
VARIANTS = ("campaign", "quiet", *PACES)


# Running


def check_patterns(
    replicates: int, workers: int = 1, removed: str = "", done: Told = lambda _done, _total: None
) -> list[Found]:
    """Judge all patterns over so many seeds; ``removed`` names a mechanism that is switched off."""
    tasks = [(variant, seed) for variant in VARIANTS for seed in range(1, replicates + 1)]
    with closing(local(workers, WARM)) as engine:
        found = each(engine, observe_task, removed, tasks, name=lambda task: f"seed {task[1]}", told=done)
    runs = Runs(*(found[i * replicates : (i + 1) * replicates] for i in range(len(VARIANTS))))
    judged = ((pattern, pattern.judge(runs)) for pattern in PATTERNS)
    return [Found(pattern, measured.shown, measured.words) for pattern, measured in judged]


def observe_task(removed: str, task: tuple[str, int]) -> Observed:
    """One run: of the campaign, of the quiet one, or at another pace."""
    variant, seed = task
    scenario = _scenario(variant)
    return observe(without(removed, scenario) if removed else scenario, seed)


@cache
def _scenario(variant: str) -> Scenario:
    scenario = Scenario.load(SCENARIO)
    if variant == "quiet":
        return quieted(scenario)
    return paced(scenario, PACES[variant]) if variant in PACES else scenario
