"""Bargaining: values, terms, credibility, talks, and how a deal is carried out."""

from __future__ import annotations

from safepassage.parameters.declaring import PROTOTYPE, Group, parameter


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
    betrayal: float = parameter(0.158, "value", (0.02, 0.8), f"B+, how much worse betrayal is than defeat; {PROTOTYPE}")
    last_stand: float = parameter(0.355, "value", (0.1, 0.6), f"L_g, of what is left of the garrison; {PROTOTYPE}")
    dead_cost: float = parameter(
        0.5, "value per garrison's worth of dead", (0.1, 1.5), f"own dead a day in c_g; {PROTOTYPE}"
    )
    armed_spares: float = parameter(
        0.4, "share", (0, 0.8), f"of the loss by betrayal, for who leaves with light arms; {PROTOTYPE}", most=1
    )
    fighters_reference: float = parameter(3_000, "fighters", None, "F_ref; prototype", least=1)
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

    f_arms: float = parameter(0.08, "value", None, "light weapons kept in nearly all reported deals; assumed")
    g_arms: float = parameter(0.03, "value", None, "assumed")
    f_detainees: float = parameter(0.05, "value", None, "releases were part of Harasta, Arbin, Douma; assumed")
    g_detainees: float = parameter(0.05, "value", None, "assumed")
    f_settlement: float = parameter(0.06, "value", None, "status settled for those who stay; assumed")
    g_settlement: float = parameter(0.02, "value", None, "assumed")
    f_ceasefire: float = parameter(0.04, "value at five days", None, "time to leave in order; assumed")
    g_ceasefire: float = parameter(0.02, "value at five days", None, "assumed")
    f_deniable: float = parameter(-0.01, "value", None, "no cameras, no witnesses: a little less safe", least=-1)


class Scopes(Group):
    """What each scope is worth to a group (v) and costs the besieger (g), before terms and transfer."""

    leaving: float = parameter(0.08, "value", (-0.1, 0.4), f"v0, alive elsewhere; {PROTOTYPE}", least=-1)
    relation: float = parameter(0.2, "value", (0, 0.4), f"r, per relation of group and receiver; {PROTOTYPE}")
    refusal: float = parameter(0.1, "value", None, "w, that the receiver does not let in; prototype")
    staying: float = parameter(0.15, "value", None, "s0, settled under the besieger; prototype", least=-1)
    reprisal: float = parameter(0.8, "value", (0.2, 2), f"k, of violence suffered on the same; {PROTOTYPE}")
    orders: float = parameter(
        0.4, "value", (0, 0.8), "o, what a state's soldiers lose who leave a post unrelieved; assumed"
    )
    listed_share: float = parameter(0.1, "share of fighters", None, "l, named persons who leave; prototype", most=1)
    g_listed: float = parameter(0.05, "value", None, "c, armed men who stay; prototype")
    choice: float = parameter(0.03, "value", None, "b, freedom to choose; prototype")
    torn: float = parameter(0.4, "share", None, "t, a group of which few would leave; prototype")
    g_choice: float = parameter(0.04, "value", None, "g, fighters live on elsewhere; prototype")
    g_stayers: float = parameter(0.05, "value", None, "c, fighters who stay; prototype")
    forced: float = parameter(0.3, "value", None, "k, those who would rather have stayed; prototype")
    g_all: float = parameter(0.04, "value", None, "g, as for choice")
    capital: float = parameter(0.1, "value", (0, 0.3), f"a, a ruin of the capital emptied; {PROTOTYPE}")
    crowd: float = parameter(0.1, "value per reference crowd", None, "p, people on the road; prototype")
    crowd_people: float = parameter(20_000, "people", None, "the reference crowd; prototype", least=1)
    crowd_most: float = parameter(3, "reference crowds", None, "beyond which more people cost no more; prototype")


class Truces(Group):
    """Deals by which nobody leaves: supplies come in, and nobody attacks."""

    base: float = parameter(0.05, "value", (0, 0.2), f"u, quiet on a front; {PROTOTYPE}")
    fighters: float = parameter(0.08, "value per F_ref", None, "k, an army left be; none for 2,000 men unpressed")
    capital: float = parameter(0.1, "value", None, "a, a capital left divided; as an emptied ruin of it is worth")
    days: float = parameter(60, "days", None, "T, after which both weigh it anew; prototype", least=1)
    broken_off: float = parameter(0.5, "value", None, "an assault under way that is given up; assumed")
    incidents: float = parameter(0.002, "1/day", (0, 0.02), "that break it, unguaranteed; assumed: months between")
    broken: float = parameter(0.15, "deals", None, "what a broken truce counts on a record; prototype")


class Residents(Group):
    """The committee of an enclave's civilians: what it feels, and what its word weighs."""

    weight: float = parameter(1.0, "share", (0, 1), "what its group makes of its word; 0: nothing; assumed", most=1)
    hunger: float = parameter(0.4, "value", None, "of full hunger in pain; prototype")
    deaths: float = parameter(0.1, "value per dead in 1,000", None, "of thirty days, in pain; prototype")
    press: float = parameter(
        0.005, "1/day per pain", (0, 0.02), f"what pain adds to the cost of holding out; {PROTOTYPE}"
    )
    press_jihadist: float = parameter(0.5, "factor", None, "prototype", most=1)
    press_islamic_state: float = parameter(0.1, "factor", None, "prototype", most=1)
    propose: float = parameter(0.01, "1/day", (0, 0.05), "a truce asked for where nothing hurts; assumed", most=1)
    propose_pain: float = parameter(0.3, "1/day per pain", (0, 1), "and where it does; assumed")
    consent: float = parameter(0.3, "value", None, "u, peace; prototype", least=-1)
    fear: float = parameter(0.8, "value", (0.2, 2), f"k, of reprisal and of betrayal on the road; {PROTOTYPE}")
    home: float = parameter(0.5, "value", None, "h, homes left for good; prototype")
    unsettled: float = parameter(0.5, "share", None, "s, of a word without settlement of status; prototype", most=1)
    hazard: float = parameter(0.5, "value", None, "w, the assault that else goes on; prototype")
    scale: float = parameter(0.07, "value", None, "spread of opinion; prototype", least=1e-3)


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
    trust_weight: float = parameter(1.5, "deals", (0.5, 6), f"pseudo-count of the Beta belief; {PROTOTYPE}", least=0.1)
    record: float = parameter(4, "deals", None, "n, what a go-between's name is worth at first; prototype", least=0.1)
    burden: float = parameter(0.15, "per full load", (0, 0.5), f"what carrying much takes from a word; {PROTOTYPE}")
    visibility: float = parameter(0.5, "share", None, "what a deniable deal teaches others; assumed", most=1)
    guarantee_jihadist: float = parameter(0.8, "factor", None, "prototype", most=1)
    guarantee_islamic_state: float = parameter(0.35, "factor", None, "prototype", most=1)


class Talks(Group):
    """Who opens a channel, and when."""

    contact: float = parameter(
        0.18, "1/day", (0.05, 0.6), "most that one broker opens where the hurt is great; assumed"
    )
    urgency: float = parameter(
        3, "factor on the hazard", (0, 8), f"what an assault adds to the chance of contact; {PROTOTYPE}"
    )
    direct: float = parameter(
        0.06, "1/day", (0.01, 0.2), f"contact without a go-between, where there is need of one; {PROTOTYPE}", most=1
    )
    cosign: float = parameter(0.3, "1/day", (0.05, 0.8), f"that a stronger go-between joins talks; {PROTOTYPE}", most=1)
    ripeness: float = parameter(0.05, "value", None, "scale of Zartman's ripeness; assumed", least=1e-3)
    open_way: float = parameter(
        0.25, "share", (0.02, 1), "of contact, where a group can leave without a deal (Zartman); assumed", most=1
    )
    withdrawal: float = parameter(
        0.3, "1/day", (0.05, 0.8), f"chance to take that way once it is better; {PROTOTYPE}", most=1
    )
    pause_days: float = parameter(4, "days", None, "after talks broke; Douma, 5 to 8 April 2018")


class Agreements(Group):
    """Carrying out a deal."""

    incidents: float = parameter(0.132, "1/day", (0.05, 0.4), f"nu0, before the guarantee; {PROTOTYPE}")
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
