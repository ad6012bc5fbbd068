"""The day's fighting: offensives begin, strength is allotted, districts are worn down and fall, people die."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safepassage.actors.government import Offensive
from safepassage.equations import war
from safepassage.network import Pocket
from safepassage.scenario import GOVERNMENT

if TYPE_CHECKING:
    from safepassage.campaign import Campaign
    from safepassage.enclaves import Enclave


def wage(campaign: Campaign, day: int) -> None:
    """One day of war."""
    _announce_and_begin(campaign, day)
    assaults = _assaults(campaign, day)
    _allot(campaign, assaults)
    fallen: list[int] = []
    for pocket in (p for pockets in assaults.values() for p in pockets):
        fallen += _fight(campaign, pocket, day)
    if fallen:
        _change_hands(campaign, fallen, day)
        _allot(campaign, _assaults(campaign, day))  # by the evening both sides see the ground as it lies now


def _announce_and_begin(campaign: Campaign, day: int) -> None:
    government = campaign.government
    government.turn_to_what_remains(_capital_unprotected(campaign, day), day)
    for offensive in government.offensives:
        if offensive.ultimatum and not offensive.warned and day >= offensive.due:
            offensive.warned = True
            give_ultimatum(campaign, offensive.districts, offensive.ultimatum, day)
    for offensive in government.begin_offensives(day):
        names = [campaign.network.slugs[d] for d in offensive.districts]
        campaign.journal.write(day, "offensive", districts=names, strength=offensive.asked)
    for enclave in campaign.active:
        until = enclave.ultimatum_until
        if until is not None and day >= until:
            enclave.ultimatum_until = None
            assaulted = any(set(enclave.districts) & set(o.districts) for o in government.offensives if o.began == day)
            if not assaulted and enclave.pocket.strength <= 0 and enclave.agreement is None:
                enclave.resolve *= campaign.parameters.beliefs.bluff
                campaign.journal.write(day, "bluff", enclave=enclave.name)


def _capital_unprotected(campaign: Campaign, day: int) -> tuple[int, ...]:
    """Districts of the capital region that the government does not hold and that no agreement or truce protects."""
    held = (d for d in campaign.capital if campaign.network.holder[d] != GOVERNMENT)
    return tuple(d for d in held if at_war(campaign.roll.at[d], day))


def give_ultimatum(campaign: Campaign, districts: tuple[int, ...], days: float, day: int) -> None:
    """Tell the enclaves in these districts that an assault follows in so many days."""
    for enclave in campaign.active:
        if enclave.agreement is None and set(enclave.districts) & set(districts):
            enclave.ultimatum_until = day + max(round(days), 1)
            campaign.journal.write(day, "ultimatum", enclave=enclave.name, until=enclave.ultimatum_until)


def at_war(enclave: Enclave | None, day: int) -> bool:
    """Whether an enclave may be attacked today: it lives, and no agreement or truce protects it."""
    return enclave is not None and not enclave.gone and enclave.agreement is None and day > enclave.truce_until


def _assaults(campaign: Campaign, day: int) -> dict[int, list[Pocket]]:
    """The pockets under assault by offensive; sets each pocket's targets and the work still ahead."""
    pocket_of = campaign.roll.pocket_at
    for pocket in campaign.roll.pockets:
        pocket.strength = pocket.hazard = pocket.work = pocket.loss_rate = 0.0
        pocket.targets = ()
    assaults: dict[int, list[Pocket]] = {}
    for offensive in campaign.government.offensives:
        if offensive.began is None or offensive.ended:
            continue
        held = [d for d in offensive.districts if pocket_of[d] is not None]
        aimed = [d for d in held if at_war(campaign.roll.at[d], day)]
        if not held:
            _end(campaign, offensive, day)
            continue
        pockets: dict[int, tuple[Pocket, list[int]]] = {}
        for d in aimed:
            around = pocket_of[d]
            if around is not None and around.besieger == GOVERNMENT:
                pockets.setdefault(id(around), (around, []))[1].append(d)
        for pocket, districts in pockets.values():
            _survey(campaign, pocket, districts, day)
        assaults[offensive.number] = [pocket for pocket, _ in pockets.values() if pocket.targets]
    return {number: pockets for number, pockets in assaults.items() if pockets}


def _end(campaign: Campaign, offensive: Offensive, day: int) -> None:
    offensive.ended, offensive.ended_on = True, day
    names = [campaign.network.slugs[d] for d in offensive.districts]
    campaign.journal.write(day, "offensive_over", districts=names)


def defenders(campaign: Campaign, pocket: Pocket, day: int) -> list[int]:
    """Districts of a pocket whose fighters are at war today."""
    return [d for d in pocket.districts if at_war(campaign.roll.at[d], day)]


def _survey(campaign: Campaign, pocket: Pocket, aimed: list[int], day: int) -> None:
    """Find where the advance meets the pocket, and how much work lies ahead."""
    network, p = campaign.network, campaign.parameters.war
    targets = [d for d in aimed if campaign.roll.facing[d]]
    fighters = sum(campaign.households.fighters_at[d] for d in defenders(campaign, pocket, day))
    engaged = war.engaged(fighters, max(len(targets), 1), p.frontage)
    pocket.targets = tuple(targets)
    pocket.work = war.work_ahead(((network.resistance[d], network.fort[d]) for d in aimed), engaged, p.advance)


def _allot(campaign: Campaign, assaults: dict[int, list[Pocket]]) -> None:
    weights = {
        id(pocket): 1.0 + sum(campaign.households.fighters_at[d] for d in pocket.districts)
        for pockets in assaults.values()
        for pocket in pockets
    }
    campaign.government.allot(assaults, weights)
    air = campaign.government.air
    for pocket in {id(p): p for pockets in assaults.values() for p in pockets}.values():
        pocket.hazard = war.hazard(pocket.strength * air, pocket.work)


def _fight(campaign: Campaign, pocket: Pocket, day: int) -> list[int]:
    """A day's fighting for one pocket; returns the districts that fell."""
    p, network, h = campaign.parameters.war, campaign.network, campaign.households
    effective = pocket.strength * campaign.government.air
    districts = defenders(campaign, pocket, day)
    fighters = sum(h.fighters_at[d] for d in districts)
    engaged = war.engaged(fighters, len(pocket.targets), p.frontage)
    shares = war.pressed(
        [network.resistance[d] for d in pocket.targets], [network.fort[d] for d in pocket.targets], p.focus
    )
    expected = war.defender_losses(p.attacker_fire, effective, fighters, max(pocket.fighters_start, fighters))
    pocket.loss_rate = expected / fighters if fighters else 0.0
    pocket.days_fought += 1
    attackers = war.attacker_losses(p.defender_fire, engaged, len(pocket.targets))
    people = sum(h.people[d] for d in districts)
    civilians = war.civilian_deaths(p.civilian_toll, effective, people)
    for enclave in campaign.enclaves_in(pocket, districts):
        own = [d for d in enclave.districts if campaign.roll.pocket_at[d] is pocket]
        share = sum(h.fighters_at[d] for d in own) / fighters if fighters else 0.0
        exposed = sum(h.people[d] for d in own) / people if people else 0.0
        _losses(campaign, enclave, own, expected * share, attackers * share, civilians * exposed)
        enclave.days_fought += 1
        if enclave.tally.offensive_day is None:
            enclave.tally.offensive_day = day
    fallen = []
    for d, share in zip(pocket.targets, shares, strict=True):
        campaign.state_media.fighting_claimed[d] = day
        cv = p.advance_spread
        chance = campaign.streams.of("war", "advance", network.slugs[d]).gamma(1 / cv**2, cv**2) if cv > 0 else 1.0
        network.resistance[d] -= chance * war.resistance_worn(p.advance, effective * share, engaged, network.fort[d])
        if network.resistance[d] <= 0:
            network.resistance[d] = 0.0
            fallen.append(d)
    return fallen


def _losses(
    campaign: Campaign, enclave: Enclave, districts: list[int], militants: float, government: float, civilians: float
) -> None:
    """Draw one enclave's losses of a day around their expectations."""
    h, tally = campaign.households, enclave.tally
    rng = campaign.streams.of("war", "losses", enclave.name)
    killed, attackers, bystanders = (
        int(rng.poisson(militants)),
        int(rng.poisson(government)),
        int(rng.poisson(civilians)),
    )
    tally.militants_killed += h.kill_fighters(districts, killed, rng)
    tally.government_killed += attackers
    campaign.government.losses += attackers
    tally.civilians_killed += h.kill_civilians(districts, bystanders, rng)


def _change_hands(campaign: Campaign, fallen: list[int], day: int) -> None:
    """Districts fall: their people retreat, flee, cross or remain; an enclave that loses its last one is stormed."""
    network, h = campaign.network, campaign.households
    for d in fallen:
        enclave = campaign.roll.at[d]
        if enclave is None:
            continue
        network.holder[d] = GOVERNMENT
        remaining = [other for other in enclave.districts if network.holder[other] == enclave.faction.slug]
        own = network.nearest(d, set(remaining)) if remaining else None
        if own is None:
            rng = campaign.streams.of("war", "last_stand", enclave.name)
            deaths = int(rng.binomial(h.fighters_at[d], campaign.parameters.war.last_stand_deaths))
            enclave.tally.militants_killed += h.kill_fighters([d], deaths, rng)
        people = campaign.communities[d].overrun(_refuge(campaign, d, own), own)
        enclave.tally.crossed += people
        campaign.journal.write(day, "fall", district=network.slugs[d], enclave=enclave.name, crossed=people)
        if own is None:
            campaign.end_enclave(enclave, "stormed", day)
    campaign.regroup(day)


def _refuge(campaign: Campaign, d: int, own: int | None) -> int | None:
    """Where civilians of a falling district may flee: the nearest of their own, else an enclave next door."""
    if own is not None:
        return own
    return next((b for b in campaign.network.beside[d] if campaign.network.holder[b] != GOVERNMENT), None)
