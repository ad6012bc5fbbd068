"""What a forecast leaves, column by column: declared here and nowhere else.

The writer takes types and order from here, the folder's README (and a test of it) the units and the words.
"""

from __future__ import annotations

from safepassage.columns import FLOAT, INT, TEXT, Column

SHARES = {"p05": 0.05, "p10": 0.10, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p90": 0.90, "p95": 0.95}
INTERVALS = {"50": ("p25", "p75"), "80": ("p10", "p90"), "90": ("p05", "p95")}  # % and the quantiles at its ends

_DAY = Column("day", INT, "day", "from the forecast's first day")
_DATE = Column("date", TEXT, "date", "the same as an ISO date")
_ENCLAVE = Column("enclave", TEXT, "", "faction and seat (its largest district at the start); fragments are in it")
_PLACE = Column("destination", TEXT, "", "place of reception")
_WEIGHT = "of all draws"


def _quantiles(unit: str, what: str) -> tuple[Column, ...]:
    """The mean and seven quantiles of one number."""
    quantiles = (
        Column(name, FLOAT, unit, f"{round(100 * q)} % of draws lie at or below it") for name, q in SHARES.items()
    )
    return (Column("mean", FLOAT, unit, what), *quantiles)


_OWN_UNIT = "see unit"

TABLES: dict[str, tuple[Column, ...]] = {
    "outcomes": (
        _ENCLAVE,
        Column("outcome", TEXT, "", "as in `agreements` of a run; `absent`: the enclave did not come about"),
        Column("probability", FLOAT, "probability", "share of draws that end so"),
    ),
    "signed": (
        _ENCLAVE,
        _DAY,
        _DATE,
        Column("probability", FLOAT, "probability", "that the last deal moving people or ground was signed by then"),
    ),
    "enclaves": (
        _ENCLAVE,
        Column("quantity", TEXT, "", "what is told of it, see the list below"),
        Column("unit", TEXT, "", "of the numbers in this row"),
        *_quantiles(_OWN_UNIT, "over the draws in which it has a value"),
        Column("defined", FLOAT, "probability", "share of draws in which it has a value, or the day came"),
    ),
    "totals": (
        Column("quantity", TEXT, "", "what is told of all enclaves together, see the list below"),
        Column("unit", TEXT, "", "of the numbers in this row"),
        *_quantiles(_OWN_UNIT, "over the draws in which it has a value"),
        Column("defined", FLOAT, "probability", "as in `enclaves`"),
    ),
    "arrivals": (_PLACE, _DAY, _DATE, *_quantiles("people", "arrived by convoy up to the end of the day")),
    "arrivals_today": (_PLACE, _DAY, _DATE, *_quantiles("people", "arrived by convoy on this day")),
    "reception": (
        _PLACE,
        _DAY,
        _DATE,
        Column("places", FLOAT, "places", "in reception there (the median, where they are drawn)"),
        Column("probability_full", FLOAT, "probability", "that more have arrived than there are places"),
        *_quantiles("people", "arrived beyond the places, by the end of the day: the places that are missing"),
    ),
    "buses": (_DAY, _DATE, *_quantiles("buses", "not in the yard at the end of the day")),
    "fleet": (
        Column("quantity", TEXT, "", "`fleet`: the buses there are; `peak`: most out at once; "
               "`peak_unlimited`: the same without a limit, in a draw of each of the first 100 families"),
        *_quantiles("buses", "over draws"),
    ),
    "people": (
        Column("state", TEXT, "", "`inside`, `in_transit`, `arrived`, `crossed`, `killed`: all people in a draw"),
        _DAY,
        _DATE,
        *_quantiles("people", "at the end of the day"),
    ),
    "deaths": (
        Column("group", TEXT, "", "`civilians` and `fighters` of the enclaves, and `government`: the besieger's side"),
        _DAY,
        _DATE,
        *_quantiles("people", "killed by the end of the day"),
    ),
    "reported": (
        Column("enclave", TEXT, "", "as in the other tables; empty: a total"),
        Column("quantity", TEXT, "", "as in `enclaves` and `totals`"),
        Column("unit", TEXT, "", "of the numbers in this row"),
        Column("reported", FLOAT, _OWN_UNIT, "what was reported"),
        *(Column(name, FLOAT, _OWN_UNIT, f"quantile {q:g} of the forecast") for name, q in SHARES.items()),
        *(Column(f"inside{n}", INT, "0 or 1", f"reported inside the {n} % interval ({low} to {high})")
          for n, (low, high) in INTERVALS.items()),
        Column("ratio", FLOAT, "", "p90 over p10, a count of 0 taken as 1; empty for days"),
    ),
    "width": (
        Column("enclave", TEXT, "", "as in the other tables; empty: a total"),
        Column("quantity", TEXT, "", "whose width, on the scale log(1 + x)"),
        Column("parameters", FLOAT, "share", "of the variance, by parameters"),
        Column("missing", FLOAT, "share", "by facts that are missing or uncertain, and were drawn"),
        Column("chance", FLOAT, "share", "by chance alone"),
        Column("error", FLOAT, "share", "standard error of these shares, the largest of the three"),
        Column("sd", FLOAT, "log units", "standard deviation of log(1 + x) over draws"),
    ),
}  # fmt: skip

# What `draws` holds of each draw before its parameters and its headline outcomes, whose names it builds.
DRAW = (
    Column("draw", INT, "", "number, from 0"),
    Column("family", INT, "", "draws of a family share their parameters"),
    Column("seed", INT, "", "of its chance"),
    Column("facts", INT, "", "seed of the facts that were drawn; 0 where all are given"),
    Column("start", TEXT, "date", "its first day"),
    Column("weight", FLOAT, "share", "its part of the forecast; they add up to 1"),
)
DRAW_FAMILIES = (
    Column("parameters.<group>.<name>", FLOAT, "see docs/parameters", "a drawn parameter, under its dotted name"),
    Column("totals.<quantity>", FLOAT, "as in totals", "a total of this draw; empty where it did not happen"),
    Column("arrivals.<destination>", FLOAT, "people", "arrived there by convoy in the end"),
    Column("enclaves.<enclave>.<quantity>", FLOAT, "as in enclaves", "of one enclave; empty where it did not happen"),
    Column("enclaves.<enclave>.outcome", TEXT, "", "how it ended"),
)

# What is told of an enclave and of all of them: a name, its unit, its words. Days count from the first day.
ENCLAVE = (
    Column("agreement_day", INT, "day", "of the last signature, of the part by which most people left"),
    Column("first_convoy_day", INT, "day", "of the first departure"),
    Column("last_convoy_day", INT, "day", "of the last departure"),
    Column("evacuated", INT, "people", "arrived by convoy"),
    Column("fighters_evacuated", INT, "people", "fighters among them"),
    Column("crossed", INT, "people", "crossed the lines"),
    Column("stayed", INT, "people", "inside at the end"),
    Column("buses", INT, "buses", "in all its convoys"),
    Column("convoys", INT, "convoys", "that left"),
    Column("attempts", INT, "agreements", "signed, failed ones included"),
    Column("incidents", INT, "incidents", "of its agreements or on the road"),
    Column("militants_killed", INT, "people", "fighters of the enclave"),
    Column("civilians_killed", INT, "people", "civilians, here"),
    Column("government_killed", INT, "people", "of the besieger's side, here"),
)
TOTALS = (
    Column("evacuated", INT, "people", "arrived by convoy"),
    Column("crossed", INT, "people", "crossed the lines"),
    Column("displaced", INT, "people", "left their enclave: evacuated, crossed or on the road at the end"),
    Column("stayed", INT, "people", "inside at the end"),
    Column("in_transit", INT, "people", "on the road at the end"),
    Column("killed", INT, "people", "fighters and civilians"),
    Column("civilians_killed", INT, "people", "civilians"),
    Column("militants_killed", INT, "people", "fighters of the enclaves"),
    Column("government_killed", INT, "people", "of the besieger's side"),
    Column("without_shelter", INT, "people", "arrived beyond the places in reception"),
    Column("largest_60_day_evacuation", INT, "people", "most that arrived within 60 days"),
    Column("days_of_fighting", INT, "days", "with an assault somewhere"),
    Column(
        "full_control_day", INT, "day", "on which the last district of the capital region came under the government"
    ),
    Column("split_day", INT, "day", "on which a pocket first came apart"),
)
UNITS = {column.name: column.unit for column in (*ENCLAVE, *TOTALS)}
DAYS = frozenset(name for name, unit in UNITS.items() if unit == "day")
