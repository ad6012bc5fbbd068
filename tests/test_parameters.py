"""Parameters: each declared once with unit, range and source, and none that no rule reads."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from annotated_types import Ge, Le

from safepassage import Scenario, simulate
from safepassage.parameters import Declaration, Parameters, declarations, default_parameters
from safepassage.simulation import Result

DECLARED = list(declarations())


@pytest.mark.parametrize("declared", DECLARED, ids=lambda d: d.name)
def test_every_parameter_says_what_it_is(declared: Declaration) -> None:
    assert declared.unit
    assert len(declared.source) > 5
    if declared.prior is not None:
        low, high = declared.prior
        assert low < high
        assert low <= declared.start <= high


def fingerprint(result: Result) -> tuple[str, ...]:
    """All that a run shows, as text."""
    frames = (result.daily, result.enclaves, result.convoys, result.reports)
    return (str(result.summary), *(frame.to_csv() for frame in frames))


def variants() -> list[tuple[Scenario, int]]:
    """Runs in which, between them, everything happens: first the plain ones, then rare turns of events."""
    short, long, towns = (Scenario.load(name) for name in ("south-damascus-2018", "spring-2018", "two-towns"))
    names = [slug for slug, district in towns.tables.districts.items() if district.holder != "government"]
    (destination, *_) = towns.tables.destinations
    threats = [
        {"date": towns.start + dt.timedelta(day), "kind": "ultimatum", "districts": names, "days": 3.0}
        for day in (2, 12)
    ]
    rare = [
        towns.with_overrides({f"destinations.{destination}.open": False}),  # nobody can leave: only surrender is left
        towns.with_overrides({"offensives": [], "events": threats}),  # ultimatums that turn out to be bluffs
        towns.with_overrides({"parameters.beliefs.stall": 0.01, "parameters.bargaining.defeat": 2.0}),  # cheap deals
        # Groups that hold on when their neighbours are gone, and deals that collapse and are taken up again.
        short.with_overrides({"parameters.beliefs.stall": 4.0, "parameters.agreements.collapse": 0.5}),
        # The Islamic State's deal in the open, and not denied: then it may be confirmed.
        short.with_overrides({"parameters.bargaining.deniability": 0.0, "parameters.observers.deny": -20.0}),
        towns.with_overrides({f"factions.{slug}.open_way": True for slug in towns.tables.factions}),
        towns.with_overrides({f"districts.{slug}.population_prewar": 300 for slug in names}),  # hamlets
        towns.with_overrides({"parameters.terms.g_ceasefire": 0.2}),  # a ceasefire that costs more than it is worth
        # Convoys that are shot at, and held at a door that opens again after some hours or days.
        towns.with_overrides({"parameters.convoys.shots": 1.0, f"destinations.{destination}.closes": 0.5}),
        # Buses that come long after the last claim of fighting, and a denial that hangs on such a claim.
        towns.with_overrides(
            {
                "parameters.agreements.registration_days": 10.0,
                "parameters.observers.deny": -1.0,
                "parameters.observers.deny_victory": 4.0,
            }
        ),
    ]
    rare += [
        # Held for a night at a door, and by nothing else.
        towns.with_overrides({"parameters.agreements.incidents": 0.0, f"destinations.{destination}.closes": 0.3}),
        # A crowd beyond the most that counts, where all must go if that is not too dear.
        towns.with_overrides(
            {
                "parameters.scopes.crowd_people": 100.0,
                "parameters.scopes.crowd": 0.01,
                "parameters.scopes.g_choice": 0.3,
                "parameters.scopes.forced": 0.0,
            }
        ),
        # Residents of one mind, who are asked to stay without a settlement of status.
        towns.with_overrides(
            {
                "parameters.terms.g_settlement": 5.0,
                "parameters.scopes.g_all": 5.0,
                "parameters.residents.hazard": 0.0,
                "parameters.residents.scale": 0.02,
                "parameters.residents.consent": 0.5,
                "parameters.residents.hunger": 0.0,
                "parameters.residents.deaths": 0.0,
                **{f"districts.{slug}.damage": 0.8 for slug in names},
            }
        ),
    ]
    hungry = {
        "parameters.bargaining.betrayal": 50.0,  # so that nobody leaves
        "parameters.talks.contact": 1.0,
        "scenario.capital_region": ["upton"],
        "brokers.elders.access": ["rebel", "jihadist", "islamic_state"],
        "brokers.elders.guarantee": 0.1,
        "destinations.coast.accepts": ["rebel", "jihadist", "islamic_state"],
        "factions.downham-league.kind": "jihadist",
        "factions.upton-guard.stock_days": 0,
        "factions.downham-league.stock_days": 0,
        "parameters.siege.smuggling": 0.4,
        "parameters.siege.deaths": 0.002,
        "parameters.residents.propose": 0.3,
        "parameters.truces.incidents": 0.05,
        "government.outside_pressure": 0.002,
    }
    rare += [
        # A state's soldiers whom another party than the government surrounds and attacks.
        towns.with_overrides(
            {
                "government.party": "militias",
                "parameters.talks.contact": 1.0,
                **{f"factions.{group}.garrison": True for group in towns.tables.factions},
            }
        ),
        # Truces that are asked for, hold, are renewed and break, and people who die of hunger between them.
        towns.with_overrides({**hungry, "offensives": [], "parameters.truces.days": 15.0}),
        towns.with_overrides({**hungry, "parameters.truces.broken_off": 0.0}),  # under assault as well
        towns.with_overrides({**hungry, "offensives": [], "factions.downham-league.kind": "islamic_state"}),
    ]
    plain = [(short, seed) for seed in (1, 2, 3)] + [(long, seed) for seed in (1, 2)]
    return plain + [(scenario, seed) for scenario in rare for seed in (1, 2, 3)]


@pytest.fixture(scope="module")
def yardsticks() -> list[tuple[Scenario, int, tuple[str, ...]]]:
    """What each of the variants shows with the default parameters."""
    return [(scenario, seed, fingerprint(simulate(scenario, seed))) for scenario, seed in variants()]


def moved(declared: Declaration) -> tuple[float, ...]:
    """Other possible values, well away from the default on both sides."""
    group, _, name = declared.name.partition(".")
    table = getattr(default_parameters(), group)
    default, field = getattr(table, name), type(table).model_fields[name]
    least = next((m.ge for m in field.metadata if isinstance(m, Ge)), -math.inf)
    most = next((m.le for m in field.metadata if isinstance(m, Le)), math.inf)
    wanted = (default * 2.5, default * 0.4) if abs(default) > 1e-12 else (0.1,)
    return tuple(min(max(value, float(least)), float(most)) for value in wanted)


@pytest.mark.parametrize("declared", DECLARED, ids=lambda d: d.name)
def test_no_parameter_is_dead(declared: Declaration, yardsticks: list[tuple[Scenario, int, tuple[str, ...]]]) -> None:
    """Moving it moves something that a run shows."""
    for scenario, seed, before in yardsticks:
        for value in moved(declared):
            if fingerprint(simulate(scenario, seed, {declared.name: value})) != before:
                return
    pytest.fail(f"{declared.name} moves nothing")


def test_a_set_of_parameters_is_frozen_and_refuses_unknown_names() -> None:
    with pytest.raises(KeyError):
        Parameters().with_values({"bargaining.sigmma": 0.1})
    with pytest.raises(ValueError, match="frozen"):
        Parameters().war.advance = 1.0  # type: ignore[misc]


def test_values_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="greater than or equal"):
        Parameters().with_values({"war.advance": -1.0})
    with pytest.raises(ValueError, match="finite"):
        Parameters().with_values({"war.advance": float("nan")})
