"""War, siege, and what a group believes of both."""

from __future__ import annotations

from safepassage.parameters.declaring import PROTOTYPE, Group, parameter


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
