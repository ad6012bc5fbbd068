"""What a run leaves, column by column: each is declared here and nowhere else.

The record takes the types from here, data frames and sweeps the names, tables and pages the units, ``runs/README.md``
(and a test of it) the words. Every table but ``totals`` begins with ``seed``; a column that is empty in a run has the
type that it has in the next.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Type = Literal["int64", "double", "string", "bool", "object"]
INT: Type = "int64"
FLOAT: Type = "double"
TEXT: Type = "string"  # lists too, joined by semicolons
BOOL: Type = "bool"
OBJECT: Type = "object"  # of JSON


class Column(NamedTuple):
    """A column: its name, the type it is stored with, its unit (empty: none) and what it means, in Markdown."""

    name: str
    type: Type
    unit: str
    words: str


_SEED = Column("seed", INT, "", "seed of the replicate")
_DAY = Column("day", INT, "day", "from the start")
_DATE = Column("date", TEXT, "date", "the same as an ISO date")

DAILY = (
    _SEED,
    _DAY,
    _DATE,
    Column("fighting", INT, "pockets", "under assault today"),
    Column("strength", FLOAT, "fighters", "in all assaults today"),
    Column("inside", INT, "people", "in the districts, those that came under the government included"),
    Column("in_transit", INT, "people", "on the road"),
    Column("arrived", INT, "people", "arrived by convoy"),
    Column("crossed", INT, "people", "crossed the lines to government-held ground"),
    Column("killed_fighters", INT, "people", "fighters killed"),
    Column("killed_civilians", INT, "people", "civilians killed"),
    Column("killed_government", INT, "people", "killed on the government's side"),
    Column("enclaves", INT, "enclaves", "that still hold today"),
    Column("talks", INT, "enclaves", "talking today"),
    Column("agreements", INT, "agreements", "being carried out today"),
    Column("buses_out", INT, "buses", "not in the yard today"),
    Column("arrived_today", INT, "people", "arrived by convoy today"),
    Column("without_shelter", INT, "people", "arrived beyond the places in reception"),
    Column("trust", FLOAT, "probability", "that the government keeps its word, as all see it"),
)

AGREEMENTS = (
    _SEED,
    Column("enclave", TEXT, "", "faction and seat (its largest district at the start), joined by a hyphen"),
    Column("districts", TEXT, "names", "all that it ever held"),
    Column("faction", TEXT, "", "the armed group"),
    Column("kind", TEXT, "", "`rebel`, `jihadist` or `islamic_state`"),
    Column(
        "outcome",
        TEXT,
        "",
        "`evacuated`, `settled` (a deal by which nobody left), `stormed` (its last district fell without one), "
        "`withdrew` (left without one, over an open way), `truce` (only that holds at the end), `holding`, "
        "`in_progress`",
    ),
    Column("attempts", INT, "agreements", "signed, failed ones included"),
    Column("offensive_day", INT, "day", "of the first fighting"),
    Column("talks_day", INT, "day", "on which the first channel opened"),
    Column("agreement_day", INT, "day", "of the last signature"),
    Column("first_convoy_day", INT, "day", "of the first departure"),
    Column("last_convoy_day", INT, "day", "of the last departure"),
    Column("broker", TEXT, "", "who led the talks to the last agreement, empty where the sides talked directly"),
    Column("guarantor", TEXT, "", "who vouched for it, empty where nobody did"),
    Column("talk_days", INT, "days", "of the round that led to it"),
    Column("ground_lost", FLOAT, "share", "of the group's defence broken by then"),
    Column("scope", TEXT, "", "of it: `listed`, `choice` or `all`"),
    Column("residents", TEXT, "", "`consented` or `refused`, empty where they were not asked"),
    Column("truces", TEXT, "days", "on which truces were signed"),
    Column("destination", TEXT, "", "of the last agreement"),
    Column("denied", TEXT, "list", "districts for which state media denied the deal"),
    Column("buses", INT, "buses", "in all its convoys"),
    Column("first_convoy_buses", INT, "buses", "in its first convoy"),
    Column("convoys", INT, "convoys", "that left"),
    Column("announced", INT, "people", "whose departure officials announced on signing"),
    Column("interrupted", BOOL, "true or false", "suspended, collapsed, or a convoy held half a day or turned back"),
    Column("evacuated", INT, "people", "arrived by convoy"),
    Column("fighters_evacuated", INT, "people", "fighters among them"),
    Column("crossed", INT, "people", "crossed the lines"),
    Column("stayed", INT, "people", "inside at the end"),
    Column("settled_fighters", INT, "people", "fighters whose status was settled, and who stayed"),
    Column("deserted_fighters", INT, "people", "fighters who stayed without"),
    Column("died_of_siege", INT, "people", "civilians dead of hunger and of what it makes of the sick"),
    Column("incidents", INT, "incidents", "of the agreement or on the road"),
    Column("militants_killed", INT, "people", "fighters of the enclave"),
    Column("government_killed", INT, "people", "of the government's side, here"),
    Column("civilians_killed", INT, "people", "civilians, here"),
)

CONVOYS = (
    _SEED,
    Column("convoy", INT, "", "number in the order of departure"),
    Column("enclave", TEXT, "", "whose people it carries"),
    Column("origins", TEXT, "list", "districts where people boarded"),
    Column("first_destination", TEXT, "", "where it was sent"),
    Column("destination", TEXT, "", "where it arrived or is going"),
    Column("day", INT, "day", "of departure"),
    Column("entry_hour", FLOAT, "hour of the day", "at which the buses entered"),
    Column("departure_hour", FLOAT, "hour of the day", "at which they left"),
    Column("buses", INT, "buses", ""),
    Column("people", INT, "people", "on board, fighters included"),
    Column("fighters", INT, "people", "fighters among them"),
    Column("km", FLOAT, "km", "of the last leg's route"),
    Column("hours", FLOAT, "hours", "of the last leg's route, without waiting"),
    Column("arrival_day", INT, "day", "empty while on the road"),
    Column("arrival_hour", FLOAT, "hour of the day", "of arrival"),
    Column("held_hours", FLOAT, "hours", "waited at closed or full destinations"),
    Column("turned_back", BOOL, "true or false", "sent on to another destination"),
    Column("shot_at", BOOL, "true or false", "as it passed the lines"),
    Column("killed", INT, "people", "on the way"),
    Column("outcome", TEXT, "", "`arrived` or `in_transit`"),
)

ENCLAVES = (
    _SEED,
    _DAY,
    _DATE,
    Column("enclave", TEXT, "", "faction and seat"),
    Column(
        "stage",
        TEXT,
        "",
        "`siege`, `fighting`, `talks`, or that of the agreement: `signed`, `registration`, `convoys`, `suspended`",
    ),
    Column("people", INT, "people", "inside, fighters included"),
    Column("fighters", INT, "people", "fighters inside"),
    Column("strength", FLOAT, "fighters", "assaulting it"),
    Column("hunger", FLOAT, "0 to 1", "of its pocket"),
    Column("hazard", FLOAT, "1/day", "of a fall by force"),
    Column(
        "hazard_seen",
        FLOAT,
        "1/day",
        "the same, without an assault that of the one it fears, times the chance, as the group sees it, that an "
        "assault goes all the way",
    ),
    Column("ground_lost", FLOAT, "share", "of the group's defence broken so far"),
    Column("credibility", FLOAT, "probability", "that the passage is honoured, as the group sees it"),
    Column("value_faction", FLOAT, "value", "of fighting on, for the group"),
    Column("value_government", FLOAT, "value", "of the assault, for the government"),
    Column("best_faction", FLOAT, "value", "of the best deal for the group that the government would still take"),
    Column("best_government", FLOAT, "value", "of the best deal for the government that the group would still take"),
    Column("offer_faction", FLOAT, "value", "of today's offer, for the group"),
    Column("offer_government", FLOAT, "value", "of today's offer, for the government"),
)

EVENTS = (
    _SEED,
    _DAY,
    _DATE,
    Column("hour", FLOAT, "hour of the day", "null for events of a whole day"),
    Column("kind", TEXT, "", "see below"),
    Column("details", OBJECT, "object", "see below"),
)

REPORTS = (
    _SEED,
    _DAY,
    _DATE,
    Column("observer", TEXT, "", "`monitor`, `state_media` or `un`"),
    Column("enclave", TEXT, "", "of which it speaks; empty: of all"),
    Column("district", TEXT, "", "of which it speaks; empty: of all"),
    Column("convoy", INT, "", "number of the convoy"),
    Column("says", TEXT, "", "`reports`, `denies`, `confirms`, `silent` or `publishes`"),
    Column("buses", INT, "buses", "as reported"),
    Column("people", INT, "people", "as reported"),
    Column("true_people", INT, "people", "as simulated"),
)

TOTALS = (
    Column("population", INT, "people", "at the start"),
    Column("evacuated", INT, "people", "arrived by convoy"),
    Column("crossed", INT, "people", "crossed the lines"),
    Column("stayed", INT, "people", "inside at the end"),
    Column("killed", INT, "people", "fighters and civilians"),
    Column("in_transit", INT, "people", "on the road at the end"),
    Column("days_of_fighting", INT, "days", "with an assault somewhere"),
    Column(
        "full_control_day", INT, "day", "on which the last district of the capital region came under the government"
    ),
    Column("split_day", INT, "day", "on which a pocket first came apart"),
    Column("evacuated_by_destination", OBJECT, "people", "arrived, by destination"),
    Column("without_shelter", INT, "people", "arrived beyond the places in reception"),
    Column("largest_60_day_evacuation", INT, "people", "most that arrived within 60 days"),
    Column("reported_evacuated", INT, "people", "the UN's last published total"),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "daily": DAILY,
    "agreements": AGREEMENTS,
    "convoys": CONVOYS,
    "enclaves": ENCLAVES,
    "events": EVENTS,
    "reports": REPORTS,
    "totals": TOTALS,
}


def names(table: str) -> tuple[str, ...]:
    """The columns of a table, in its order."""
    return tuple(column.name for column in TABLES[table])


def own(table: str) -> tuple[str, ...]:
    """The same without those that say which run and which day a row belongs to: what the model itself counts."""
    shared = (_SEED, _DAY, _DATE)
    return tuple(column.name for column in TABLES[table] if column not in shared)


def column(table: str, name: str) -> Column:
    """One column; raises KeyError where the table has none of that name."""
    return _BY_NAME[table, name]


_BY_NAME = {(table, column.name): column for table, columns in TABLES.items() for column in columns}
