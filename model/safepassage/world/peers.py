"""What became of the others: the peers whose fate an enclave watches, and the partner of an exchange."""

from __future__ import annotations

from safepassage.actors import Faction
from safepassage.scenario import GOVERNMENT, ScenarioFile
from safepassage.world.enclave import Enclave
from safepassage.world.roll import Roll


class Peers:
    """Enclaves of the same besieger, those of the scenario's precedents included; counted once a day."""

    def __init__(self, roll: Roll, file: ScenarioFile) -> None:
        """Watch a roll; ``file`` says what came before and which departures are tied."""
        self._roll = roll
        self._precedents = file.precedents
        self._exchange = {exchange.a: exchange for exchange in file.exchanges}
        self._exchange |= {exchange.b: exchange for exchange in file.exchanges}
        self._counted = (-1, -1)
        self.count()

    def count(self) -> None:
        """Forget whom an end had taught; anew where any was found or ended since."""
        counted = len(self._roll.enclaves), sum([enclave.end_day is not None for enclave in self._roll.enclaves])
        if counted != self._counted:
            self._counted = counted
            self._ended: dict[str, int] = {}

    def ended(self, faction: Faction) -> int:
        """How many of those that this group learns from have ended, precedents and others' fragments included."""
        if faction.slug not in self._ended:
            before = self._precedents.gone if faction.besieger == GOVERNMENT and faction.kind != "islamic_state" else 0
            ended = [e for e in self._roll.enclaves if e.gone and faction.learns_from(e.faction)]
            self._ended[faction.slug] = before + len(ended)
        return self._ended[faction.slug]

    def exchange_stages(self, faction: str) -> int:
        """In how many stages a faction leaves: as agreed where it is tied to another's departure, else at once."""
        exchange = self._exchange.get(faction)
        return exchange.stages if exchange else 1

    def exchanges(self, faction: str) -> bool:
        """Whether a faction's departure is tied to another's."""
        return faction in self._exchange

    def partner(self, enclave: Enclave) -> Enclave | None:
        """The enclave whose departure is tied to this one's, if it still holds and has no agreement of its own."""
        exchange = self._exchange.get(enclave.faction.slug)
        if exchange is None:
            return None
        other = exchange.b if exchange.a == enclave.faction.slug else exchange.a
        tied = (e for e in self._roll.enclaves if not e.gone and e.faction.slug == other and e.agreement is None)
        return next(tied, None)

    def own_people(self, enclave: Enclave) -> bool:
        """Whether a deal here frees besieged people of the besieger's own side."""
        partner = self.partner(enclave) if enclave.faction.slug in self._exchange else None
        return partner is not None and partner.faction.side != enclave.faction.side
