"""Convoys, what households choose, what observers say."""

from __future__ import annotations

from safepassage.parameters.declaring import PROTOTYPE, Group, parameter


class Convoys(Group):
    """Gate, night, road."""

    gate: float = parameter(450, "people/hour", None, "median pace of screening; prototype", least=1)
    gate_spread: float = parameter(0.6, "log-sd", None, "between enclaves; prototype")
    gate_hours: float = parameter(14, "hours/day", None, "screening by day and evening; assumed", least=0.5, most=24)
    gate_hours_deniable: float = parameter(
        4, "hours/night", None, "between entry and dawn; seed report", least=0.5, most=24
    )
    first_night: float = parameter(
        0.2, "share", None, "of a full night: demining, late buses; Arbin 981, then 5,453", most=1
    )
    load_spread: float = parameter(0.18, "log-sd", None, "people per bus 32 to 68 around 49; convoys_2018.csv")
    least_load: float = parameter(0.65, "people/seat", None, "32 in a bus of 49 seats; convoys_2018.csv", least=0.01)
    most_load: float = parameter(1.4, "people/seat", None, "68 in a bus of 49 seats; convoys_2018.csv", least=0.01)
    entry_hour: float = parameter(1.0, "hour", None, "buses enter after midnight, 0 to 2; seed report", most=24)
    departure_hour: float = parameter(5.0, "hour", None, "buses leave near dawn; seed report", most=24)
    timetable_spread: float = parameter(0.5, "hours", None, "sd of both hours from night to night; assumed")
    rest_hours: float = parameter(
        10, "hours", None, "unloading and rest: two days a round trip to the north; prototype"
    )
    patience_days: float = parameter(3, "days", None, "held at a closed destination before turning elsewhere; 2018")
    shots: float = parameter(
        0.02, "probability a convoy", None, "shot or stoned at on the road: about 4 in 50 convoys", most=1
    )
    shot_deaths: float = parameter(
        0.5, "people", None, "mean dead of a convoy shot at: one boy on 14 April 2018, none on 31 March 2018"
    )
    held_hours: float = parameter(12, "hours", None, "a convoy held so long is interrupted; as the tables count it")


class Households(Group):
    """Multinomial logit of board, cross, stay, settle; in units of the Gumbel scale."""

    size: float = parameter(
        4.7, "people", None, "mean household; assumed from Syrian census averages", least=1, most=20
    )
    family_here: float = parameter(
        0.42, "probability", (0.3, 0.8), "that a fighter's household is inside; assumed", most=1
    )
    board: float = parameter(
        -5.65, "log-odds", (-8, -3), f"constant of boarding against staying; {PROTOTYPE}", least=None
    )
    kinship: float = parameter(
        3.4, "log-odds", (0, 7), "a fighter among the members; evacuees go with fighters in 2018"
    )
    kin_violence: float = parameter(
        1.3, "log-odds", (0, 4), "all violence suffered, on the same; 4.4 in all, prototype"
    )
    violence: float = parameter(0.7, "log-odds", (0, 3), "per -ln(1 - x): what is left to stay for; 2018")
    mood: float = parameter(
        0.6, "log-odds", None, "sd between groups, one draw each, so that intervals are honest; prototype"
    )
    fear: float = parameter(0.8, "log-odds per sd", (0.2, 2), "fear of reprisal; assumed")
    hunger: float = parameter(1.5, "log-odds", (0, 3), "full hunger; assumed")
    destination: float = parameter(1.6, "log-odds", (0, 3), f"per relation of group and receiver; {PROTOTYPE}")
    neighbours: float = parameter(2.2, "log-odds", (0, 5), "all neighbours leaving; Granovetter (1978)")
    attachment: float = parameter(0.6, "log-odds per sd", None, "home; assumed")
    cross: float = parameter(-4.6, "log-odds", (-7, -2), "constant of crossing under fire; assumed", least=None)
    next_door: float = parameter(
        -2.5, "log-odds", None, "fleeing to a quiet enclave; Yarmouk to Yalda 2018", least=None
    )
    danger: float = parameter(1.2, "log-odds", (0, 3), "assault at its reference strength; assumed")
    most_danger: float = parameter(
        2.0, "reference strengths", None, "beyond which danger is felt no worse; assumed", least=0.01
    )
    reconsider_days: float = parameter(5, "days", None, "between a household's decisions under fire; assumed", least=1)
    settlement: float = parameter(0.5, "log-odds", None, "status settled, on staying; assumed")
    fighter_settles: float = parameter(
        -1.0, "log-odds", (-3, 1), f"a fighter who settles his status; {PROTOTYPE}", least=None
    )
    fighter_deserts: float = parameter(-2.5, "log-odds", (-5, 0), f"who goes home without; {PROTOTYPE}", least=None)
    all_must_go: float = parameter(4.0, "log-odds", (1, 6), f"taken from staying where nobody may; {PROTOTYPE}")
    family_stays: float = parameter(
        -0.5, "log-odds", None, "constant of a leaving fighter's family going with him; prototype", least=None
    )
    family_violence: float = parameter(2.5, "log-odds", None, "all of it suffered, on the same; prototype")
    emergency: float = parameter(
        0.003, "share", None, "let out of a place that refused to go: 18 of 8,000, Fuah 2018", most=1
    )
    flee_inwards: float = parameter(
        1.5, "log-odds", (-1, 4), "from a falling district to one's own side; assumed", least=None
    )


class Observers(Group):
    """What the outside world is told."""

    monitor_sees: float = parameter(0.93, "probability", None, "convoys the monitor reports; assumed", most=1)
    monitor_buses: float = parameter(0.04, "log-sd", None, "error in buses; rival counts of 2018")
    monitor_people: float = parameter(0.12, "log-sd", None, "rival counts of convoys_2018.csv differ by a tenth")
    deny: float = parameter(-3.0, "log-odds", None, "a_d; only the Islamic State's deal was denied", least=None)
    deny_reputation: float = parameter(10, "per value", None, "k1; assumed")
    deny_victory: float = parameter(70, "per value", None, "k2; denied where the army had just won the place, 2018")
    victory_days: float = parameter(
        45, "days", None, "for which a place counts as just won; the fighting of May 2018", least=1
    )
    confirm: float = parameter(2.0, "log-odds", None, "a_c; most deals were announced", least=None)
    confirm_reputation: float = parameter(12.0, "per value", None, "k3; assumed")
    un_days: float = parameter(7, "days", None, "between published totals; situation reports of 2018", least=1)
    un_delay: float = parameter(3, "days", None, "age of the figures when published; assumed")
    un_rounding: float = parameter(1_000, "people", None, "published totals are round", least=1)
