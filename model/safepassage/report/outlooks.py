"""The parts of a report that an outlook fills, whether of one run, of replicates or of a forecast."""

from __future__ import annotations

from collections.abc import Iterator

from safepassage import figures
from safepassage.report import ledger
from safepassage.report.document import Block, Gallery, Listing, Picture, Section, Text
from safepassage.results.outlook import Outlook
from safepassage.telling.wording import Names


def overview(outlook: Outlook) -> Picture:
    """The picture of the first page."""
    return Picture(
        figures.prospects(outlook),
        "For each enclave the day of its deal, the days of buses, how it ends and how many leave",
        narrow=figures.prospects(outlook, narrow=True),
    )


def sections(outlook: Outlook, note: str = "") -> Iterator[Section]:
    """Ledger, signing, arrivals and room, what may go wrong, totals."""
    several = outlook.runs > 1
    told = [Text(note, "note")] if note else []
    blocks: list[Block] = [*told, ledger.outcomes(outlook), Listing(list(ledger.endings(outlook)))]
    yield Section("The ledger: how and when each enclave ends", blocks)
    yield Section("The ledger: the people of each enclave", [ledger.people(outlook)])
    if deals := ledger.deals(outlook):
        yield Section("What the deals are about", [deals])
    if several and outlook.signed.shape[1] and float(outlook.signed.iloc[-1].max()) > 0:
        curve = Picture(
            figures.signing(outlook), "Share of runs in which each enclave had signed, by day",
            narrow=figures.signing(outlook, narrow=True),
        )  # fmt: skip
        yield Section("When they sign", [curve])
    yield Section("Where people arrive, and how much room there is", list(_arrivals(outlook)))
    if several:
        words = "Map of arrivals, roads and how enclaves most likely end"
        yield Section("The map", [Picture(figures.map_of_many(outlook), words, broad=True)])
    if outlook.buses is not None:
        yield Section("How many buses", _buses(outlook))
    yield Section("What may go wrong" if several else "What went wrong", _wrong(outlook))
    yield Section("The whole in numbers", [ledger.totals(outlook)])


def _wrong(outlook: Outlook) -> list[Block]:
    hitches = ledger.hitches(outlook)
    return [ledger.troubles(outlook), *([hitches] if hitches else [])]


def _buses(outlook: Outlook) -> list[Block]:
    words = "On each day: line: median; shaded: " + outlook.interval + "; dashed: buses at hand. Told are the highest."
    return [Text(words, "note"), Gallery([Picture(figures.buses(outlook), "Buses that are out, by day")])]


def _arrivals(outlook: Outlook) -> Iterator[Block]:
    found = ledger.places(outlook)
    if found is None:
        yield Text("Nobody arrives by convoy.")
        return
    yield found
    names = Names(outlook.scenario.tables)
    brackets = f"shaded: {outlook.interval}; " if outlook.runs > 1 else ""
    yield Text(f"By the end of each day: line: {'median' if outlook.runs > 1 else 'arrived'}; {brackets}"
               "dashed: places in reception.", "note")  # fmt: skip
    yield Gallery([
        Picture(figures.fan(outlook, slug), f"People arrived in {names.destination(slug)} by day")
        for slug in outlook.arrivals
    ])  # fmt: skip
