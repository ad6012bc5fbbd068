"""Parameters, and a key of scenarios, that earlier versions had: whoever names one is told what became of it."""

from __future__ import annotations

OPTIMISM = "groups learn from the ground they lose: beliefs.stall, prior_work and peer_work"
REMOVED: dict[str, str] = {
    "bargaining.leaving": "what leaving is worth stands in scopes.leaving",
    "beliefs.domino": "fear by the share of peers gone moved nothing; what their end teaches is beliefs.peer_work",
    "beliefs.learning_days": OPTIMISM,
    "beliefs.optimism": OPTIMISM,
    "beliefs.optimism_islamic_state": OPTIMISM,
    "beliefs.optimism_jihadist": OPTIMISM,
    "beliefs.optimism_spread": OPTIMISM,
    "beliefs.peer_learning": OPTIMISM,
    "credibility.betrayal_weight": "trust counts deals, kept and broken alike",
    "households.damage": "damage is part of the violence suffered: households.violence",
    "households.family_cap": "fighters' families are no longer capped",
    "households.settle": "only fighters settle their status: households.fighter_settles",
    "observers.deny_fighting": "denials follow the ground just taken: observers.deny_victory",
    "precedents.left": "peers that still hold moved nothing; those gone before stand in precedents.gone",
    "talks.way_out": "leaving over an open way is worth what leaving to ground of its own side is: scopes.leaving",
    "terms.f_destination": "destinations count by relation: scopes.relation",
    "terms.f_surrender": "a deal by which nobody leaves is worth scopes.staying",
    "terms.g_destination": "the cost of a departure stands in scopes.g_choice",
}
