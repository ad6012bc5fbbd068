"""War, siege, and what a group believes of both."""

from __future__ import annotations

from safepassage.parameters.declaring import PROTOTYPE, Group, parameter


class War(Group):
    """The assault: Deitchman's guerrilla form of Lanchester's equations, per unit of ground."""

    advance: float = parameter(0.0206, "1/day", (0.008, 0.06), f"s, wearing down resistance; {PROTOTYPE}", least=1e-6)
    advance_others: float = parameter(
        1.0, "factor", (0.4, 2.5), "on s, of besiegers other than the government; as its own until evidence says more"
    )
    frontage: float = parameter(
        350,
        "fighters/unit of ground",
        (200, 800),
        f"w, who can engage before reserves count less; {PROTOTYPE}",
        least=1,
    )
    attacker_fire: float = parameter(9e-4, "1/day", (3e-4, 2e-3), f"a, area fire on a hidden defender; {PROTOTYPE}")
    defender_fire: float = parameter(0.004, "1/day", (0.001, 0.01), f"b, aimed fire on the attacker; {PROTOTYPE}")
    advance_spread: float = parameter(0.6, "coefficient of variation", None, "day to day chance of an advance; assumed")
    resistance_people: float = parameter(40_000, "people", None, "people before the war to a unit of ground", least=1)
    resistance_least: float = parameter(
        500, "people", None, "a hamlet's ground, the least that resists; assumed", least=1
    )
    focus: float = parameter(3.0, "exponent", (1, 5), f"how far the assault presses cheap ground; {PROTOTYPE}")
    line: float = parameter(
        1.0, "share", (0, 1), "of the strength around a group that signed, held there until its ground is handed over",
        most=1,
    )  # fmt: skip
    civilian_toll: float = parameter(
        7e-9,
        "deaths/day per fighter and person exposed",
        (2e-9, 2e-8),
        "1,700 to 4,835 killed in eastern Ghouta, February to April 2018 (PAX Siege Watch; Wikipedia)",
    )
    violence_strength: float = parameter(
        10_000, "attackers", None, "an assault that counts as one day; prototype", least=1
    )
    violence_days: float = parameter(100, "days", (15, 100), f"tau of violence suffered; {PROTOTYPE}", least=0.1)
    violence_most: float = parameter(
        2, "of the reference strength", None, "an assault's most, a day; prototype", least=0.1
    )
    violence_dead: float = parameter(5, "days per dead in 1,000", None, "civilian deaths in exposure; prototype")
    feared_strength: float = parameter(
        102, "attackers per root of fighters", (50, 200), f"what a group expects against it unannounced; {PROTOTYPE}"
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
    recovery: float = parameter(0.5, "days of need/day", None, "missed need that one day of plenty makes good; assumed")
    hunger_days: float = parameter(40, "days of deficit", (15, 90), "tau_H; assumed", least=0.1)
    deaths: float = parameter(
        4e-5, "per person and day at H = 1", (5e-6, 2e-4),
        "15 in 1,000 a year at full hunger; tens died of it in Madaya's 40,000 in the winter of 2015",
    )  # fmt: skip


class Beliefs(Group):
    """Whether an assault stalls, what teaches that it does not, and the fear of one that has not come."""

    stall: float = parameter(
        2.5, "shape", (0.8, 4), f"a, of the stall rate that a group expects; {PROTOTYPE}", least=0.01
    )
    stall_spread: float = parameter(0.35, "log-sd", None, "between groups; prototype")
    stall_jihadist: float = parameter(1.0, "factor", (0.4, 2.5), "on a; as rebels until evidence says otherwise")
    stall_islamic_state: float = parameter(1.8, "factor", (0.4, 4), f"on a; fought longest in 2018; {PROTOTYPE}")
    stall_garrison: float = parameter(1.5, "factor", (0.4, 4), "on a, of a state's soldiers: relief may come; assumed")
    prior_work: float = parameter(
        0.04, "share of the own ground", (0.01, 0.3), f"z0, what the prior is worth; {PROTOTYPE}", least=1e-4
    )
    peer_work: float = parameter(
        0.5, "share of the own ground", (0, 1.5), f"w, what the end of one peer teaches; {PROTOTYPE}"
    )
    feared_assault: float = parameter(5e-4, "1/day", (1e-4, 2e-3), f"eta0; a siege alone lasts years; {PROTOTYPE}")
    next_door: float = parameter(0.01, "1/day", (0.0, 0.05), "assault on a neighbour; south Damascus 2018; assumed")
    resolve: float = parameter(0.5, "probability", (0.2, 0.9), "kappa, that an ultimatum is meant; assumed", most=1)
    bluff: float = parameter(0.5, "factor", None, "what an ultimatum that lapsed leaves of kappa; assumed", most=1)
