"""Every calibratable number of the model: declared once, with its unit, its range and its source.

A parameter belongs to a kind of actor or to a mechanism, never to one named enclave. ``low`` and ``high`` span the
prior that calibration explores; a number whose range is ``None`` is fixed, and its source says why. The values
written here are the *start* of the fit; :func:`default_parameters` lays the calibrated medians of
``seeds/calibrated/parameters.toml`` over them, where that file exists.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from safepassage.resources import seeds_folder

PROTOTYPE = "design prototype on the spring 2018 facts"


def parameter(
    start: float,
    unit: str,
    prior: tuple[float, float] | None,
    source: str,
    *,
    least: float | None = 0.0,
    most: float | None = None,
) -> Any:  # noqa: ANN401 - pydantic's Field stands where a float is declared
    """Declare one number: its start value, unit, prior range (None = fixed), source, and what is possible at all."""
    extra: Any = {"unit": unit, "prior": list(prior) if prior else None, "source": source}
    return Field(start, ge=least, le=most, allow_inf_nan=False, description=source, json_schema_extra=extra)


class Group(BaseModel):
    """A frozen group of parameters; unknown names are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class War(Group):
    """The assault: Deitchman's guerrilla form of Lanchester's equations with a cap on the frontage."""

    advance: float = parameter(0.008, "1/day", (0.005, 0.05), f"s, wearing down a district's resistance; {PROTOTYPE}")
    frontage: float = parameter(350, "fighters", (250, 1000), f"w, who can engage at one front; {PROTOTYPE}", least=1)
    attacker_fire: float = parameter(5e-4, "1/day", (2e-4, 8e-4), f"a, area fire on a hidden defender; {PROTOTYPE}")
    defender_fire: float = parameter(0.0085, "1/day", (0.003, 0.01), f"b, aimed fire on the attacker; {PROTOTYPE}")
    advance_spread: float = parameter(0.6, "coefficient of variation", None, "day to day chance of an advance; assumed")
    resistance_people: float = parameter(40_000, "people", None, "pre-war people at which resistance is 1; prototype")
    focus: float = parameter(1.0, "exponent", None, "how far the attacker presses the weakest district; assumed")
    civilian_toll: float = parameter(
        4.5e-6,
        "deaths/day per fighter and root of people",
        (1e-6, 1.5e-5),
        "1,700 to 4,835 killed in eastern Ghouta, February to April 2018 (PAX Siege Watch; Wikipedia)",
    )
    last_stand_deaths: float = parameter(
        0.25, "share of fighters", None, "killed when the last district falls; assumed", most=1
    )
    regroup_days: float = parameter(
        5,
        "days",
        None,
        "from the end of the last offensive to an ultimatum for what remains of the capital region; 2018",
    )
    ultimatum_days: float = parameter(
        2, "days", None, "of such an ultimatum: 48 hours for Qadam and Yarmouk in 2018", least=1
    )
    ready_share: float = parameter(
        0.5, "share", None, "free share of the asked strength that starts an offensive", most=1
    )


class Siege(Group):
    """Stocks, what trickles in, and hunger."""

    smuggling: float = parameter(
        0.995, "days of stock/day", (0.95, 1.0), "sieges of years as reported; assumed", most=2
    )
    smuggling_under_assault: float = parameter(0.6, "days of stock/day", (0.2, 0.9), "assumed: crossings shut", most=2)
    hunger_days: float = parameter(40, "days of deficit", (15, 90), "tau_H; assumed", least=0.1)


class Beliefs(Group):
    """Private optimism, what wears it down, and the fear of an assault that has not come."""

    optimism: float = parameter(3.9, "log of the hazard ratio", (2, 5), f"o0; {PROTOTYPE}")
    optimism_spread: float = parameter(0.35, "log-sd", None, "between enclaves; prototype")
    optimism_jihadist: float = parameter(1.15, "factor", None, "prototype")
    optimism_islamic_state: float = parameter(1.5, "factor", None, "prototype; fought longest in 2018")
    learning_days: float = parameter(29, "days", (10, 60), f"tau_learn, Slantchev (2003); {PROTOTYPE}", least=0.1)
    peer_learning: float = parameter(1.7, "per share gone", (0.5, 4), f"delta; {PROTOTYPE}")
    feared_assault: float = parameter(5e-4, "1/day", (1e-4, 2e-3), f"eta0; a siege alone lasts years; {PROTOTYPE}")
    next_door: float = parameter(0.01, "1/day", (0.0, 0.05), "assault on a neighbour; south Damascus 2018; assumed")
    domino: float = parameter(0.033, "1/day", (0.01, 0.05), f"phi; {PROTOTYPE}")
    resolve: float = parameter(0.5, "probability", (0.2, 0.9), "kappa, that an ultimatum is meant; assumed", most=1)
    bluff: float = parameter(0.5, "factor", None, "what an ultimatum that lapsed leaves of kappa; assumed", most=1)


class Bargaining(Group):
    """What fighting on is worth, what is asked, and how asking gives way."""

    discount: float = parameter(
        0.01, "1/day", None, "rho, a commander's horizon; only c/rho and lambda/rho matter", least=1e-6
    )
    hunger_cost: float = parameter(0.0035, "1/day", (0.001, 0.015), f"c_H; {PROTOTYPE}")
    loss_cost: float = parameter(0.3, "per daily share of fighters lost", (0.1, 1), "c_L; assumed")
    siege_cost: float = parameter(5e-4, "1/day", None, "c_siege without hunger; sieges lasted years; assumed")
    government_cost: float = parameter(0.006, "1/day", (0.002, 0.02), f"c_g at the reference strength; {PROTOTYPE}")
    strength_reference: float = parameter(
        10_000, "fighters", None, "strength whose other use costs c_g; assumed", least=1
    )
    defeat: float = parameter(0.85, "value", (0.4, 1.2), f"D, loss at a fall by force; {PROTOTYPE}")
    betrayal: float = parameter(0.75, "value", (0.1, 1), f"B+, how much worse betrayal is than defeat; {PROTOTYPE}")
    last_stand: float = parameter(0.3, "value", (0.1, 0.6), "L_g; at 0.1 (prototype) more are stormed")
    fighters_reference: float = parameter(3_000, "fighters", None, "F_ref; prototype", least=1)
    leaving: float = parameter(0.07, "value", (-0.1, 0.4), f"v_kind, leaving armed and alive; {PROTOTYPE}", least=-1)
    transfer: float = parameter(0.3, "value", (0.1, 0.4), f"k_max, what can be given by degrees; {PROTOTYPE}")
    sigma: float = parameter(
        0.2, "value", (0.05, 0.3), f"error in the estimate of the other's reservation; {PROTOTYPE}"
    )
    refusal_teaches: float = parameter(
        0.85, "factor", None, "what a refused offer leaves of the error; assumed", most=1
    )
    concession: float = parameter(1.0, "exponent", None, "e of Faratin, Sierra and Jennings (1998); linear", least=0.01)
    talk_days: float = parameter(20, "days", None, "longest round of talks; design", least=1)
    reputation_rebel: float = parameter(0.0, "value", None, "kappa: deals with rebels were routine by 2018")
    reputation_jihadist: float = parameter(0.2, "value", None, "kappa; assumed between the two")
    reputation_islamic_state: float = parameter(0.6, "value", (0.2, 1.0), "kappa: the deal was denied, late and small")
    deniability: float = parameter(0.6, "share", (0.2, 0.9), "delta_n, what a deal by night spares the name", most=1)
    own_people: float = parameter(0.15, "value", None, "w_x, own besieged people freed by an exchange; assumed")


class Terms(Group):
    """What each term is worth to the faction (``f_``) and costs the government (``g_``)."""

    f_destination: float = parameter(0.15, "value", (0.05, 0.3), "ground of one's own side; assumed")
    g_destination: float = parameter(0.04, "value", None, "fighters live on elsewhere; assumed")
    f_arms: float = parameter(0.08, "value", None, "light weapons kept in nearly all reported deals; assumed")
    g_arms: float = parameter(0.03, "value", None, "assumed")
    f_detainees: float = parameter(0.05, "value", None, "releases were part of Harasta, Arbin, Douma; assumed")
    g_detainees: float = parameter(0.05, "value", None, "assumed")
    f_settlement: float = parameter(0.06, "value", None, "status settled for those who stay; assumed")
    g_settlement: float = parameter(0.02, "value", None, "assumed")
    f_ceasefire: float = parameter(0.04, "value at five days", None, "time to leave in order; assumed")
    g_ceasefire: float = parameter(0.02, "value at five days", None, "assumed")
    f_surrender: float = parameter(-0.3, "value", None, "a deal by which nobody leaves; assumed", least=-2)
    f_deniable: float = parameter(-0.01, "value", None, "no cameras, no witnesses: a little less safe", least=-1)


class Credibility(Group):
    """The chance, as a faction sees it, that the passage is honoured."""

    trust: float = parameter(
        0.42,
        "probability",
        (0.25, 0.5),
        f"mean of the Beta belief at the start; {PROTOTYPE}",
        least=0.01,
        most=0.99,
    )
    trust_weight: float = parameter(12, "convoys", None, "pseudo-count of the Beta belief; assumed", least=0.1)
    betrayal_weight: float = parameter(5, "honoured convoys", None, "omega; bad news weighs more; assumed")
    visibility: float = parameter(0.5, "share", None, "what a deniable convoy teaches others; assumed", most=1)
    guarantee_jihadist: float = parameter(0.8, "factor", None, "prototype", most=1)
    guarantee_islamic_state: float = parameter(0.35, "factor", None, "prototype", most=1)


class Talks(Group):
    """Who opens a channel, and when."""

    contact: float = parameter(
        0.18, "1/day", (0.05, 0.6), "most that one broker opens where the hurt is great; assumed"
    )
    ripeness: float = parameter(0.05, "value", None, "scale of Zartman's ripeness; assumed", least=1e-3)
    pause_days: float = parameter(4, "days", None, "after talks broke; Douma, 5 to 8 April 2018")


class Agreements(Group):
    """Carrying out a deal."""

    incidents: float = parameter(0.25, "1/day", (0.1, 0.4), f"nu0, before the guarantee; {PROTOTYPE}")
    hardline_jihadist: float = parameter(1.3, "factor", None, "assumed")
    hardline_islamic_state: float = parameter(1.5, "factor", None, "assumed")
    waiting_days: float = parameter(10, "days", None, "tau_w, patience of those who wait; assumed", least=0.1)
    collapse: float = parameter(
        0.12, "probability", (0.02, 0.4), "that an incident ends the deal; 1 in 10 (Douma)", most=1
    )
    suspension_days: float = parameter(2, "days", None, "mean; one to two days as reported", least=1)
    registration_days: float = parameter(
        0.9, "days", (0.3, 4), "mean of the days from signature to first buses, less one; 2018"
    )
    ceasefire_days: float = parameter(
        5, "days", None, "a ceasefire among the terms; convoys took 1 to 9 days in 2018", least=1
    )
    brief_ceasefire_days: float = parameter(2, "days", None, "without one among the terms; seed report", least=1)
    overrun: float = parameter(2, "factor", None, "on incidents once the days of ceasefire are over; assumed")
    announced_spread: float = parameter(0.9, "log-sd", None, "announced 0.3 to 9 times the outcome in 2018")
    announced_per_fighter: float = parameter(3.0, "people", None, "median of six announcements of 2018; assumed")


class Convoys(Group):
    """Gate, night, road."""

    gate: float = parameter(450, "people/hour", None, "median pace of screening; prototype", least=1)
    gate_spread: float = parameter(0.6, "log-sd", None, "between enclaves; prototype")
    gate_hours: float = parameter(14, "hours/day", None, "screening by day and evening; assumed", least=0.5, most=24)
    gate_hours_deniable: float = parameter(
        4, "hours/night", None, "between entry and dawn; seed report", least=0.5, most=24
    )
    first_night: float = parameter(
        0.35, "share", None, "of a full night: demining, late buses; Arbin 981, then 5,453", most=1
    )
    load_spread: float = parameter(0.18, "log-sd", None, "people per bus 32 to 68 around 49; convoys_2018.csv")
    entry_hour: float = parameter(1.0, "hour", None, "buses enter after midnight, 0 to 2; seed report", most=24)
    departure_hour: float = parameter(5.0, "hour", None, "buses leave near dawn; seed report", most=24)
    rest_hours: float = parameter(
        10, "hours", None, "unloading and rest: two days a round trip to the north; prototype"
    )
    patience_days: float = parameter(3, "days", None, "held at a closed destination before turning elsewhere; 2018")
    shots: float = parameter(
        0.02, "probability a convoy", None, "shot or stoned at on the road: about 4 in 50 convoys", most=1
    )


class Households(Group):
    """Multinomial logit of board, cross, stay, settle; in units of the Gumbel scale."""

    size: float = parameter(4.7, "people", None, "mean household; assumed from Syrian census averages", least=1)
    family_here: float = parameter(
        0.52, "probability", (0.3, 0.8), "that a fighter's household is inside; assumed", most=1
    )
    family_cap: float = parameter(
        0.11, "share", None, "most that fighters' families are of a district's households; assumed", most=1
    )
    board: float = parameter(-3.6, "log-odds", (-6, -1), "constant of boarding against staying; assumed", least=None)
    kinship: float = parameter(
        6.0, "log-odds", (3, 9), "a fighter among the members; evacuees go with fighters in 2018"
    )
    fear: float = parameter(0.8, "log-odds per sd", (0.2, 2), "fear of reprisal; assumed")
    hunger: float = parameter(0.5, "log-odds", None, "assumed")
    damage: float = parameter(0.8, "log-odds", None, "assumed: nothing left to stay for")
    destination: float = parameter(0.5, "log-odds", None, "ground of one's own side; assumed")
    neighbours: float = parameter(1.0, "log-odds", (0, 3), "share of neighbours leaving; Granovetter (1978), bounded")
    attachment: float = parameter(0.6, "log-odds per sd", None, "home; assumed")
    cross: float = parameter(-4.6, "log-odds", (-7, -2), "constant of crossing under fire; assumed", least=None)
    next_door: float = parameter(
        -2.5, "log-odds", None, "fleeing to a quiet enclave; Yarmouk to Yalda 2018", least=None
    )
    danger: float = parameter(1.2, "log-odds", (0, 3), "assault at its reference strength; assumed")
    settle: float = parameter(-1.5, "log-odds", None, "constant of settling status; assumed", least=None)
    settlement: float = parameter(1.5, "log-odds", None, "settlement among the terms; assumed")
    fighter_settles: float = parameter(-3.0, "log-odds", None, "a fighter who settles his status; assumed", least=None)
    flee_inwards: float = parameter(
        1.5, "log-odds", (-1, 4), "from a falling district to one's own side; assumed", least=None
    )


class Observers(Group):
    """What the outside world is told."""

    monitor_sees: float = parameter(0.93, "probability", None, "convoys the monitor reports; assumed", most=1)
    monitor_buses: float = parameter(0.04, "log-sd", None, "error in buses; rival counts of 2018")
    monitor_people: float = parameter(0.12, "log-sd", None, "rival counts of convoys_2018.csv differ by a tenth")
    deny: float = parameter(-3.0, "log-odds", None, "a_d; only the Islamic State's deal was denied", least=None)
    deny_reputation: float = parameter(12.0, "per value", None, "k1; assumed")
    deny_fighting: float = parameter(1.2, "log-odds", None, "k2; denied where the army claimed fighting")
    confirm: float = parameter(2.0, "log-odds", None, "a_c; most deals were announced", least=None)
    confirm_reputation: float = parameter(12.0, "per value", None, "k3; assumed")
    un_days: float = parameter(7, "days", None, "between published totals; situation reports of 2018", least=1)
    un_delay: float = parameter(3, "days", None, "age of the figures when published; assumed")
    un_rounding: float = parameter(1_000, "people", None, "published totals are round", least=1)


class Parameters(Group):
    """All groups together; a dotted name is ``group.name``, as in ``bargaining.sigma``."""

    war: War = War()
    siege: Siege = Siege()
    beliefs: Beliefs = Beliefs()
    bargaining: Bargaining = Bargaining()
    terms: Terms = Terms()
    credibility: Credibility = Credibility()
    talks: Talks = Talks()
    agreements: Agreements = Agreements()
    convoys: Convoys = Convoys()
    households: Households = Households()
    observers: Observers = Observers()

    def with_values(self, values: Mapping[str, float]) -> Parameters:
        """Return a copy with dotted names replaced; raises KeyError for a name that does not exist."""
        tree: dict[str, dict[str, float]] = self.model_dump()
        for dotted, value in values.items():
            group, _, name = dotted.removeprefix("parameters.").partition(".")
            if name not in tree.get(group, {}):
                raise KeyError(dotted)
            tree[group][name] = value
        return Parameters.model_validate(tree)


class Declaration(NamedTuple):
    """How one parameter was declared: dotted name, start value, unit, prior range or None, source."""

    name: str
    start: float
    unit: str
    prior: tuple[float, float] | None
    source: str


def declarations() -> Iterator[Declaration]:
    """Every parameter in the order of this file, as it was declared (the start, not the calibrated median)."""
    for group, group_field in Parameters.model_fields.items():
        for name, field in type(group_field.default).model_fields.items():
            extra: Any = field.json_schema_extra
            prior = tuple(extra["prior"]) if extra["prior"] else None
            yield Declaration(f"{group}.{name}", field.default, extra["unit"], prior, extra["source"])


@cache
def default_parameters() -> Parameters:
    """The defaults of every run: calibrated medians where there are any, else the start values declared above."""
    medians = seeds_folder() / "calibrated" / "parameters.toml"
    if not medians.is_file():
        return Parameters()
    groups = tomllib.loads(medians.read_text(encoding="utf-8"))
    flat = {f"{group}.{name}": value for group, values in groups.items() for name, value in values.items()}
    return Parameters().with_values(flat)
