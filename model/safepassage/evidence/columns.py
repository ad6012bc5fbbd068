"""The columns of every table that a user may bring, declared once: name, what a cell may hold, role, a line of help.

The reader, the empty tables of ``safepassage new`` and the split into what was knowable and what came out all read
these declarations. *Knowable* columns may enter a scenario; *outcome* columns go to ``[reported]`` and to scores; of
*note* columns nothing is read by the model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from safepassage.evidence import cells
from safepassage.evidence.cells import CellType

Role = Literal["knowable", "outcome", "note"]


@dataclass(frozen=True)
class Column:
    """One column; a ``required`` one must be there, a ``filled`` one may not be empty. ``to`` names its field."""

    name: str
    type: CellType
    help: str
    role: Role = "knowable"
    required: bool = False
    filled: bool = False
    to: str = ""

    @property
    def field(self) -> str:
        """The field of a row that it is read into."""
        return self.to or self.name


@dataclass(frozen=True)
class TableKind:
    """A kind of table: the name of its file in an empty set, what one row is, and its columns."""

    name: str
    row: str
    columns: tuple[Column, ...]

    def column(self, header: str) -> Column | None:
        """The column that a name in a header means, whatever its case, spaces and brackets."""
        plain = plain_header(header)
        return next((column for column in self.columns if column.name == plain), None)


def plain_header(name: str) -> str:
    """A name in a header as columns are named: lower case, words joined by underscores."""
    return re.sub(r"[^\w]+", "_", name.casefold()).strip("_")


def _key(name: str, type_: CellType, help_: str) -> Column:
    return Column(name, type_, help_, required=True, filled=True)


def _outcome(name: str, type_: CellType, help_: str, to: str = "") -> Column:
    return Column(name, type_, help_, "outcome", to=to)


def _note(name: str, help_: str) -> Column:
    return Column(name, cells.TEXT, help_, "note")


_SOURCE = _note("source", "address of the page on which the row was read")
_NOTE = _note("note", "anything else, in words")

AGREEMENTS = TableKind(
    "agreements",
    "one siege or offensive, with or without a deal",
    (
        _key("id", cells.NAME, "short name of the row, unique in the table"),
        _key("districts", cells.NAMES, "districts of the enclave, as in the table of districts, with ';' between them"),
        Column("group_type", cells.TYPE, "kind of the armed group; empty counts as rebel", required=True),
        Column("enclave", cells.NAME, "name of the enclave, for titles"),
        Column("armed_group", cells.NAME, "name of the group or groups inside"),
        Column("war", cells.PARTY, "the war it belongs to, one word; empty: all such rows are one war"),
        Column("besieger", cells.PARTY, "who besieges: government, or another party by name; empty: the government"),
        Column("encircled", cells.FLAG,
               "0: an open way, or ground of one's own side next door, when it began; empty: encircled"),
        Column("fighters_low", cells.COUNT, "fighters inside when offensive or siege began, lowest claim"),
        Column("fighters_high", cells.COUNT, "the same, highest claim"),
        Column("population_late_siege", cells.COUNT, "people inside late in the siege, all districts together"),
        Column("siege_start", cells.DATE, "day on which the ring closed; a month or a year may stand for it"),
        Column("offensive_start", cells.DATE, "day on which the assault on this enclave began; empty: none did"),
        Column("as_of", cells.DATE, "day from which a scenario starts, where a siege of years has no offensive"),
        _outcome("agreement_date", cells.DATE, "day of the signature of the deal that was carried out"),
        _outcome("evac_start", cells.DATE, "day of the first departure under it"),
        _outcome("evac_end", cells.DATE, "day of the last departure under it"),
        _outcome("ended", cells.DATE, "day on which siege, fight or evacuation ended"),
        _outcome("class", cells.CLASS, "how it ended; empty: not scored", "ending"),
        _outcome("signed", cells.FLAG, "1: a deal that moves people or ground was signed; a truce alone is 0"),
        _outcome("outcome", cells.TEXT, "what happened, in words; read where class and signed are empty"),
        _outcome("convoys", cells.COUNT, "number of convoys"),
        _outcome("buses_total", cells.COUNT, "buses of all convoys"),
        _outcome("evacuees_low", cells.COUNT, "people who left in convoys, lowest published total"),
        _outcome("evacuees_best", cells.COUNT, "the same, best total"),
        _outcome("evacuees_high", cells.COUNT, "the same, highest published total"),
        _outcome("fighters_evacuated", cells.COUNT, "fighters among them"),
        _outcome("stayed_best", cells.COUNT, "people who stayed under the besieger"),
        _outcome("announced", cells.COUNT, "people whom officials expected to leave when the deal was made"),
        _outcome("broker", cells.TEXT, "who mediated the deal"),
        _outcome("destination", cells.TEXT, "where the convoys went, with ';' between places"),
        _outcome("terms", cells.TEXT, "what was agreed, in words; 'day unknown' if the deal's day stands for a month"),
        _outcome("incidents", cells.TEXT, "what went wrong, in words"),
        _outcome("interrupted", cells.FLAG, "1: a first deal collapsed, or carrying out stopped for a day or more"),
        _outcome("interrupted_where", cells.TEXT, "deal, receiver or road"),
        _outcome("denied_by", cells.TEXT, "who denied the deal in public"),
        _outcome("killed_gov", cells.COUNT, "besieger's fighters killed in the offensive"),
        _outcome("killed_militants", cells.COUNT, "the group's fighters killed in it"),
        _outcome("killed_civilians", cells.COUNT, "civilians killed in it"),
        _note("sources", "addresses as column=address, with ';' between them"),
    ),
)  # fmt: skip

DISTRICTS = TableKind(
    "districts",
    "one district, way station or destination",
    (
        _key("district", cells.NAME, "its name"),
        Column("enclave_id", cells.NAMES, "ids of the agreements that name it; only a hint"),
        Column("lat", cells.LAT, "latitude in degrees"),
        Column("lon", cells.LON, "longitude in degrees"),
        Column("population_prewar", cells.COUNT, "people before the war"),
        Column("population_late_siege", cells.COUNT, "people inside late in the siege; used as given"),
        Column("neighbours", cells.NAMES, "districts beside it, with ';' between them"),
        _NOTE,
        _SOURCE,
    ),
)

CONVOYS = TableKind(
    "convoys",
    "one reported departure, or one day's departures",
    (
        _key("agreement_id", cells.NAME, "id of its agreement"),
        _outcome("date", cells.DATE, "day of departure"),
        _outcome("buses", cells.COUNT, "buses"),
        _outcome("people", cells.COUNT, "all passengers"),
        _outcome("fighters", cells.COUNT, "fighters among them"),
        _outcome("bus_ratio_ok", cells.FLAG, "1: people per bus may be computed from the row"),
        _outcome("origin", cells.NAMES, "districts from which it left"),
        _outcome("destination", cells.TEXT, "where it arrived"),
        _SOURCE,
    ),
)

AVAILABLE = TableKind(
    "available",
    "a broker or a destination, and when it existed",
    (
        _key("role", cells.ROLE, "broker or destination"),
        _key("name", cells.NAME, "its name"),
        Column("from", cells.DATE, "first day; empty: from the beginning", to="since"),
        Column("until", cells.DATE, "last day; empty: to the end"),
        Column("note", cells.TEXT, "whose side it is on, whose consent it needs, whom it reaches"),
        _SOURCE,
    ),
)

FRONTS = TableKind(
    "fronts",
    "two places between which forces can advance",
    (
        _key("a", cells.NAME, "a district; ground that is in no row of the table of agreements is the besieger's"),
        _key("b", cells.NAME, "the other one"),
        _note("kind", "front"),
        _NOTE,
        _SOURCE,
    ),
)

ROUTES = TableKind(
    "routes",
    "a road from a district to a destination",
    (
        _key("origin", cells.NAME, "a district of the enclave"),
        _key("destination", cells.NAME, "a destination, as in its table"),
        _note("via", "places between, in driving order"),
        Column("km_approx", cells.POSITIVE, "length in km; empty: by the distance"),
        Column("hours_low", cells.POSITIVE, "hours from departure to entry, shortest"),
        Column("hours_high", cells.POSITIVE, "the same, longest"),
        _NOTE,
        _SOURCE,
    ),
)

BROKERS = TableKind(
    "brokers",
    "a go-between",
    (
        _key("name", cells.NAME, "its name"),
        Column("skill", cells.SHARE, "how well it narrows misunderstanding, 0 to 1"),
        Column("guarantee", cells.SHARE, "how surely a passage is honoured under it, 0 to 1"),
        Column("capacity", cells.COUNT, "talks that it can carry at once"),
        Column("access", cells.NAMES, "kinds of group that it reaches: rebel;jihadist;islamic_state; empty: all"),
        Column("from", cells.DATE, "first day; empty: from the beginning", to="since"),
        Column("until", cells.DATE, "last day; empty: to the end"),
        _NOTE,
        _SOURCE,
    ),
)

DESTINATIONS = TableKind(
    "destinations",
    "a place that receives convoys",
    (
        _key("name", cells.NAME, "its name"),
        Column("lat", cells.LAT, "latitude in degrees"),
        Column("lon", cells.LON, "longitude in degrees"),
        Column("holder", cells.HOLDER, "whose ground: rebel, jihadist, islamic_state or government"),
        Column(
            "accepts", cells.NAMES, "kinds of group that it takes: rebel;jihadist;islamic_state; empty: the group's"
        ),
        Column("intake", cells.COUNT, "people that it takes in a day"),
        Column("places", cells.COUNT, "places in reception"),
        Column("closes", cells.SHARE, "chance a day that its holder withdraws consent"),
        Column("reopens", cells.SHARE, "chance a day that consent comes back"),
        Column("from", cells.DATE, "first day; empty: from the beginning", to="since"),
        Column("until", cells.DATE, "last day; empty: to the end"),
        _NOTE,
        _SOURCE,
    ),
)

RELATIONS = TableKind(
    "relations",
    "how an enclave's group stands to the holder of a destination",
    (
        _key("id", cells.NAME, "id of the agreement"),
        _key("destination", cells.NAME, "a destination, as in its table"),
        _key("relation", cells.RELATION, "own, allied, tolerated or rival; convoys go to the nearest in this order"),
        _NOTE,
        _SOURCE,
    ),
)

KINDS = (AGREEMENTS, DISTRICTS, FRONTS, ROUTES, BROKERS, DESTINATIONS, RELATIONS, CONVOYS, AVAILABLE)
