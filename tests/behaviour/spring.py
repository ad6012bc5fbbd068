"""The scenarios of 2018: the statistics of the campaign and of the day the last districts of the capital were left.

The reported outcomes stand in the scenario files; nothing here is read by the model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from math import isfinite
from typing import Any

from behaviour.experiment import SOUTH, SPRING, Case, Experiment, shares, statistic
from behaviour.intervals import TOLD, Band, Estimate, log_error, mean, middle, share
from behaviour.observing import Row, Runs, Seen, civilian_deaths_about
from behaviour.reading import haggled
from safepassage import Scenario

CAMPAIGN, LAST = "spring-2018", "south-damascus-2018"
GHOUTA = ("ahrar-al-sham", "faylaq-al-rahman", "jaysh-al-islam")
FUAH = "fuah-kafraya-committees-fuah-kafraya"
STATE = "islamic-state-yarmouk"
WINDOW = 30  # days before and after a deal in which deaths are counted
WEEK = 7  # days from the last departure in which the capital came under control


def _deaths(scenario: Scenario, seed: int, seen: Seen) -> Mapping[str, Any]:
    return {"deaths": civilian_deaths_about(scenario, seed, seen, GHOUTA, WINDOW)}


CASES: dict[str, Case] = {
    CAMPAIGN: Case(partial(Scenario.load, CAMPAIGN)),
    "ghouta-deaths": Case(partial(Scenario.load, CAMPAIGN), besides=_deaths),
    LAST: Case(partial(Scenario.load, LAST)),
    "no-desert": Case(partial(Scenario.load, "no-desert-destination")),
    "us-draw-down": Case(partial(Scenario.load, "us-draw-down")),
}


# What was reported


@cache
def _scenario() -> Scenario:
    return Scenario.load(CAMPAIGN)


@cache
def reported(quantity: str) -> dict[str, float]:
    """A reported quantity by enclave, where there is one; dates as days of the campaign."""
    rows = _scenario().tables.reported.agreements
    found = {name: getattr(row, quantity) for name, row in rows.items()}
    start = _scenario().start
    as_number = (lambda value: (value - start).days) if quantity.endswith("_date") else float
    return {name: as_number(value) for name, value in found.items() if value is not None}


@cache
def dated() -> dict[str, float]:
    """The nine dated signatures; the other half of the exchange was signed with its first, so it is left out."""
    return {name: day for name, day in reported("agreement_date").items() if name != FUAH}


@cache
def pressed() -> dict[str, int]:
    """The day of the offensive, its own or that on the adjoining pocket, that pressed each dated enclave."""
    scenario = _scenario()
    offensives = [((o.date - scenario.start).days, o.districts) for o in scenario.tables.offensives]
    beside = {"hayat-tahrir-al-sham-yarmouk-north": "yarmouk", "southern-suburbs-groups-yalda": "yarmouk"}
    seats = {name: beside.get(name) or _seat(name) for name in dated()}
    return {name: next(day for day, districts in offensives if seat in districts) for name, seat in seats.items()}


def _seat(enclave: str) -> str:
    return next(d for d in _scenario().tables.districts if enclave.endswith(f"-{d}"))


# What the runs say


def _rows(runs: Runs, enclave: str) -> list[Row]:
    return [row for seen in runs[CAMPAIGN] for row in seen.rows if row["enclave"] == enclave]


def _middle_day(runs: Runs, enclave: str) -> float:
    """The median day of signature; a run without one counts as later than all others."""
    days = [row["agreement_day"] for row in _rows(runs, enclave)]
    day = middle([float("inf") if d is None else float(d) for d in days])
    return day if isfinite(day) else float(_scenario().tables.scenario.days)


def _error_of_days(runs: Runs, *, since_pressed: bool) -> float:
    """Mean |log| error of the median signing days, from the start or from what pressed each."""
    errors = []
    for name, day in dated().items():
        start = pressed()[name] if since_pressed else 0
        errors.append(log_error(max(_middle_day(runs, name) - start, 0.0), day - start))
    return mean(errors)


def _error_of_evacuees(runs: Runs) -> float:
    """Mean |log| error of the median evacuees of those runs in which anybody left."""
    rows = {name: n for name, n in reported("evacuated").items() if name != FUAH}
    left = {name: [row["evacuated"] for row in _rows(runs, name) if row["evacuated"]] for name in rows}
    return mean([log_error(middle(left[name]) if left[name] else 0.0, n) for name, n in rows.items()])


def _error_of_fighters(runs: Runs) -> float:
    """Mean difference of the median share of fighters among evacuees from the reported share."""
    people = reported("evacuated")
    errors = []
    for name, fighters in reported("fighters_evacuated").items():
        left = [row["fighters_evacuated"] / row["evacuated"] for row in _rows(runs, name) if row["evacuated"]]
        errors.append(abs(middle(left) - fighters / people[name]))
    return mean(errors)


def _douma_last(seen: Seen) -> bool:
    """Whether Douma's group signed after the two other groups of Ghouta, all three having signed."""
    days = [seen.first(group)["agreement_day"] for group in GHOUTA]
    return None not in days and days[2] > max(days[:2])


def _by_russia(runs: Runs) -> Estimate:
    """Share of signed deals that Russia brokered, or vouched for where the tables say who did."""
    rows = [row for seen in runs[CAMPAIGN] for row in seen.rows if row["agreement_day"] is not None]
    return share(["russia" in (row["broker"], row.get("guarantor")) for row in rows])


def _stormed(runs: Runs) -> Estimate:
    return share([row["outcome"] == "stormed" for seen in runs[CAMPAIGN] for row in seen.rows])


def _in_ghouta(column: str) -> Callable[[Runs], float]:
    return lambda runs: middle([sum(row[column] for row in seen.of(*GHOUTA)) for seen in runs[CAMPAIGN]])


def _of_rows(column: Callable[[Row], float | None]) -> Callable[[Runs], float]:
    return lambda runs: middle([column(row) for seen in runs[CAMPAIGN] for row in seen.rows])


def _still_dying(runs: Runs) -> float:
    """Civilians killed in the window after a deal over those in the window before it, all deals together."""
    deaths = [found for seen in runs["ghouta-deaths"] for found in seen.besides["deaths"]]
    return sum(d["after"] for d in deaths) / max(sum(d["before"] for d in deaths), 1)


# The seed's day


def state_row(seen: Seen) -> Row:
    """The Islamic State's enclave of southern Damascus."""
    return seen.first(STATE)


def left_by_agreement(seen: Seen) -> bool:
    """Whether its people left under a deal."""
    return bool(state_row(seen)["convoys"])


def relatives_with_fighters(seen: Seen) -> bool:
    """Whether those who left were relatives at least as often as fighters."""
    row = state_row(seen)
    fighters = row["fighters_evacuated"]
    return bool(row["evacuated"]) and row["evacuated"] - fighters >= fighters


def few_buses_first(seen: Seen) -> bool:
    """Whether 3 to 15 buses went first."""
    return 3 <= (state_row(seen)["first_convoy_buses"] or 0) <= 15


def to_the_desert(seen: Seen) -> bool:
    """Whether they went to the Badia."""
    return left_by_agreement(seen) and state_row(seen)["destination"] == "badia"


def by_night(seen: Seen) -> bool:
    """Whether every convoy of theirs came in between midnight and two and left near dawn."""
    own = [c for c in seen.convoys if c["enclave"] == STATE]
    return bool(own) and all(0 <= c["entry_hour"] <= 2.5 and 4 <= c["departure_hour"] <= 6 for c in own)


def denied_as_reported(seen: Seen) -> bool:
    """Whether state media denied departures from Hajar al-Aswad and not from Yarmouk or Tadamun."""
    denied = state_row(seen)["denied"]
    return "Hajar al-Aswad" in denied and not {"Yarmouk", "Tadamun"} & set(denied)


def denied_in_part(seen: Seen) -> bool:
    """Whether they denied departures from some of its districts, but not from all."""
    row = state_row(seen)
    return 0 < len(row["denied"]) < len(row["districts"])


def control_within_a_week(seen: Seen) -> bool:
    """Whether the capital region was the government's within a week of the last departure."""
    control, last = seen.totals["full_control_day"], state_row(seen)["last_convoy_day"]
    return control is not None and last is not None and control - last <= WEEK


def all_together(seen: Seen) -> bool:
    """Relatives, buses, Badia, denial in part and control in one and the same run."""
    asked = (relatives_with_fighters, few_buses_first, to_the_desert, denied_in_part, control_within_a_week)
    return all(ask(seen) for ask in asked)


def _rarer_without_desert(runs: Runs) -> float:
    with_desert, without = (mean([float(left_by_agreement(seen)) for seen in case]) for case in runs.values())
    return with_desert - without


def _moved_by_draw_down(runs: Runs) -> float:
    """The mean paired difference in the day of the deal, either way."""
    pairs = zip(*(_days(case) for case in runs.values()), strict=True)
    return abs(mean([b - a for a, b in pairs]))


def _days(case: Sequence[Seen]) -> list[int]:
    days = [(state_row(seen)["agreement_day"], seen.days) for seen in case]
    return [end if day is None else day for day, end in days]


def _campaign(name: str, point: str, before: str, words: str, band: Band, measure: Any) -> Experiment:  # noqa: ANN401
    return Experiment(name, point, before, words, band, (CAMPAIGN,), measure, SPRING)


def _day(name: str, before: str, words: str, band: Band, flag: Callable[[Seen], bool]) -> Experiment:
    return Experiment(name, "13.6", before, words, band, (LAST,), shares(flag), SOUTH)


EXPERIMENTS: tuple[Experiment, ...] = (
    _campaign("spring-talk-days", "12.3", "1", "median days of the round that led to the signature", Band(3.0, 8.0),
              statistic(_of_rows(lambda row: row["talk_days"]))),
    _campaign("spring-haggling", "12.3", "2", "median days from the first feasible day to the signature", Band(5.0),
              statistic(_of_rows(haggled))),
    _campaign("days-since-pressed", "12.6", "", "mean |log| error of the nine dated signing days, from the offensive "
              "that pressed each", TOLD,
              statistic(partial(_error_of_days, since_pressed=True))),
    _campaign("days-since-start", "12.6", "0.17", "the same, from the start", Band(0.0, 0.13),
              statistic(partial(_error_of_days, since_pressed=False))),
    _campaign("douma-last", "12.6", "4 of 60", "share of runs in which Douma signs last of Ghouta", Band(0.65),
              shares(_douma_last)),
    _campaign("douma-day", "12.6", "22", "median day on which Douma signs (reported: 49)", Band(44.0),
              statistic(lambda runs: _middle_day(runs, "jaysh-al-islam-douma"))),
    _campaign("russia", "12.7", "3 of 11", "share of deals that Russia brokers or co-signs", Band(0.5), _by_russia),
    _campaign("government-dead", "12.8", "", "government's dead in Ghouta, median", Band(400, 800),
              statistic(_in_ghouta("government_killed"))),
    _campaign("stormed", "12.9", "", "share of enclaves stormed", Band(0.0, 0.04), _stormed),
    _campaign("full-control", "12.9", "70 to 83 %", "share of runs in which the capital region is the government's at "
              "the end", Band(0.75), shares(lambda seen: seen.totals["full_control_day"] is not None)),
    _campaign("evacuees", "13.5", "0.39 to 0.45", "mean |log| error of evacuees over the ten agreements",
              Band(0.0, 0.3), statistic(_error_of_evacuees)),
    _campaign("fighters-shares", "13.5", "0.16 to 0.38 for 0.22 to 0.44", "mean difference of the share of fighters "
              "among evacuees from the four reported", Band(0.0, 0.08, stated=False), statistic(_error_of_fighters)),
    _campaign("fuah", "13.5", "2,276 people", "share of runs in which fewer than 200 leave Fuah and Kafraya", Band(0.5),
              shares(lambda seen: seen.first(FUAH)["evacuated"] < 200)),
    _campaign("civilians-killed", "13.7", "950", "civilians killed in Ghouta, median", Band(1_400, 2_600),
              statistic(_in_ghouta("civilians_killed"))),
    Experiment("calm-after", "13.7", "", "civilians killed in the thirty days after a deal in Ghouta over those in the "
               "thirty before it", Band(0.0, 0.1), ("ghouta-deaths",), statistic(_still_dying), SPRING),
    _day("left-by-agreement", "99 %", "share of runs in which the Islamic State leaves by agreement", Band(0.85),
         left_by_agreement),
    _day("relatives", "0", "share of runs with at least as many relatives as fighters", Band(0.65),
         relatives_with_fighters),
    _day("first-buses", "60 %", "share of runs with 3 to 15 buses at first", Band(0.85), few_buses_first),
    _day("night-and-dawn", "", "share of runs in which all its convoys enter by night and leave near dawn",
         Band(0.85, stated=False), by_night),
    _day("badia", "", "share of runs in which it goes to the Badia", Band(0.85, stated=False), to_the_desert),
    _day("denied-as-reported", "10 to 20 %", "share of runs denied in Hajar al-Aswad and not in the other two",
         Band(0.4), denied_as_reported),
    _day("control-in-a-week", "55 to 64 %", "share of runs with full control within a week of the last departure",
         Band(0.75), control_within_a_week),
    _day("all-together", "0", "share of runs with relatives, buses, Badia, denial in part and control together",
         Band(0.3), all_together),
    Experiment("no-desert-rarer", "13.6", "", "share of runs that leave by agreement, less that where the desert is "
               "not its own any more", Band(0.2, stated=False), (LAST, "no-desert"),
               statistic(_rarer_without_desert), SOUTH),
    Experiment("draw-down-moves", "13.6", "", "mean difference, either way, of its signing day if the United States "
               "draw down", Band(1.0, stated=False), (LAST, "us-draw-down"), statistic(_moved_by_draw_down), SOUTH),
)  # fmt: skip
