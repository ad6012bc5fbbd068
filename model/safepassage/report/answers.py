"""The answer in five sentences with intervals: who, when, how many buses, where and how much room, what goes wrong."""

from __future__ import annotations

from safepassage.report.spans import Show, about, on, span, whole
from safepassage.results.outlook import FIRST_BUS, FIRST_DEAL, LAST_BUS, Outlook, Quantiles
from safepassage.telling.wording import Names, capitalised, listed, percent

MOST_PLACES = 3  # destinations that a sentence names


def answers(outlook: Outlook) -> list[str]:
    """Five sentences; what brackets hold is said in the first."""
    return [_who(outlook), _when(outlook), _buses(outlook), _where(outlook), _wrong(outlook)]


def _count(outlook: Outlook, name: str) -> str:
    return span(outlook.totals.get(name), _shown(outlook), outlook.runs)


def _shown(outlook: Outlook) -> Show:
    """Counts to three digits where they have intervals, whole where they are those of one run."""
    return whole if outlook.runs == 1 else about


def _who(outlook: Outlook) -> str:
    brackets = f" (medians; in brackets {outlook.interval})" if outlook.runs > 1 else ""
    fighters = f", {_count(outlook, 'fighters_evacuated')} fighters among them" if _has(outlook, "evacuated") else ""
    return (
        f"Who: of {_count(outlook, 'population')} people in the enclaves {_count(outlook, 'evacuated')} leave by "
        f"convoy{fighters}; {_count(outlook, 'crossed')} cross the lines, {_count(outlook, 'stayed')} stay{brackets}."
    )


def _has(outlook: Outlook, name: str) -> bool:
    return outlook.totals.get(name, {}).get("p90", 0.0) > 0


def _when(outlook: Outlook) -> str:
    calendar = outlook.calendar
    parts = []
    for name, words in ((FIRST_DEAL, "the first deal that lasts is signed"), (FIRST_BUS, "the first buses leave"),
                        (LAST_BUS, "the last")):  # fmt: skip
        found = outlook.totals.get(name)
        if found:
            often = outlook.happened.get(name, 1.0)
            share = f" (in {percent(often)} of {outlook.of})" if often < 0.995 else ""
            parts.append(f"{words} on {span(found, on(calendar), outlook.runs)}{share}")
    if not parts:
        return f"When: nobody signs within {outlook.days} days."
    return f"When: {listed(parts)}; {_ends(outlook)}."


def _ends(outlook: Outlook) -> str:
    """How the enclaves end, counted by their likeliest outcome."""
    words: dict[str, list[str]] = {}
    names = Names(outlook.scenario.tables)
    for enclave in outlook.enclaves:
        outcome, share = enclave.likeliest
        if share >= 0.5 or outlook.runs == 1:
            words.setdefault(outcome.replace("_", " "), []).append(names.seat(enclave.slug))
    told = [f"{word}: {listed(dict.fromkeys(seats), 8)}" for word, seats in words.items()]
    return f"the enclaves' {'ends' if outlook.runs == 1 else 'likeliest ends'} are {'; '.join(told)}"


def _buses(outlook: Outlook) -> str:
    if not _has(outlook, "buses"):
        return "Buses: none leaves."
    text = f"Buses: {_count(outlook, 'buses')} busloads in {_count(outlook, 'convoys')} convoys"
    if outlook.totals.get("most_buses_a_day"):
        text += f", at most {_count(outlook, 'most_buses_a_day')} leaving on one day"
    if outlook.totals.get("most_buses_out"):
        text += f", at most {_count(outlook, 'most_buses_out')} buses out at once"
    text += f"; {outlook.scenario.tables.convoys.buses:,} are taken to be at hand"
    if outlook.totals.get("buses_wanted"):
        wanted = outlook.totals["buses_wanted"]
        text += f", and with {whole(wanted['p90'])} nobody would wait for a bus in 90 % of {outlook.of}"
    return f"{text}."


def _where(outlook: Outlook) -> str:
    """The destinations with most arrivals, and for how many there is no place."""
    arrived = arrivals(outlook)
    if not arrived:
        return "Where: nobody arrives anywhere."
    names, tables = Names(outlook.scenario.tables), outlook.scenario.tables.destinations
    told = [
        f"{names.destination(slug)} {span(found, _shown(outlook), outlook.runs)}, with {tables[slug].places:,} places"
        if slug in tables else f"{names.destination(slug)} {span(found, _shown(outlook), outlook.runs)}"
        for slug, found in arrived[:MOST_PLACES]
    ]  # fmt: skip
    lacking = outlook.totals.get("without_shelter", {})
    beyond = (
        f"; {span(lacking, _shown(outlook), outlook.runs)} people arrive beyond the places prepared"
        if lacking.get("p90")
        else ""
    )
    return f"Where: {'; '.join(told)}{beyond}."


def arrivals(outlook: Outlook) -> list[tuple[str, Quantiles]]:
    """Destinations that anybody reaches, with the quantiles of their arrivals, the largest first."""
    prefix = "arrived."
    found = [(name.removeprefix(prefix), q) for name, q in outlook.totals.items() if name.startswith(prefix)]
    return sorted(((slug, q) for slug, q in found if q["p90"] > 0), key=lambda item: -item[1]["p50"])


TROUBLES = {
    "incident": "an incident stops an agreement or meets a convoy",
    "interrupted": "a convoy or an agreement is interrupted",
    "repeated": "a deal fails and is struck again",
    "stormed": "an enclave is stormed without a deal",
    "holding": "an enclave still holds at the end",
    "held": "a convoy waits half a day or longer",
    "turned": "a convoy is turned back",
    "shot_at": "a convoy is shot at",
    "denied": "state media deny a deal",
    "refused": "residents refuse a deal",
    "without_shelter": "people arrive beyond the places prepared",
}


def _wrong(outlook: Outlook) -> str:
    killed = f"{_count(outlook, 'killed')} people of the enclaves are killed"
    if outlook.totals.get("civilians_killed"):
        killed += f", {_count(outlook, 'civilians_killed')} civilians among them"
    named = {name: share for name, share in outlook.shares.items() if share > 0 and name in _FIRST}
    if outlook.runs == 1:
        told = listed(TROUBLES[name] for name in named)
        return f"What goes wrong: {killed}; {told or 'no convoy is interrupted'}."
    told = listed(f"{TROUBLES[name]} in {percent(share)} of {outlook.of}" for name, share in named.items())
    return f"What may go wrong: {capitalised(told)}; {killed}." if told else f"What may go wrong: {killed}."


_FIRST = ("incident", "interrupted", "repeated", "stormed", "turned")  # what the sentence names; the section tells all
