"""The roll of enclaves: who they are, through falls, splits and handovers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count

from safepassage.actors import Faction, Residents
from safepassage.scenario import GOVERNMENT
from safepassage.world.enclave import Enclave
from safepassage.world.ground import Network
from safepassage.world.pocket import Pocket

SMALLEST_SPLIT = 0.05  # share of an enclave's people below which a severed part is not counted as one of its own


class Roll:
    """All enclaves of a run in the order of their appearance; brings them up to date when holders change."""

    def __init__(self, network: Network, factions: dict[str, Faction], appoint: Callable[[str], Residents]) -> None:
        """Start without enclaves; call :meth:`regroup` once the people are counted.

        ``appoint`` makes the committee of a new enclave's residents.
        """
        self._appoint = appoint
        self.network = network
        self.factions = factions
        self.enclaves: list[Enclave] = []
        self.pockets: list[Pocket] = []
        self.at: list[Enclave | None] = [None] * len(network.slugs)
        self.pocket_at: list[Pocket | None] = [None] * len(network.slugs)
        self.last_at: list[Enclave | None] = [None] * len(network.slugs)
        self.facing = [False] * len(network.slugs)  # whether a pocket's district lies beside government ground
        self._besieger_of = {slug: faction.besieger for slug, faction in factions.items()} | {"government": ""}

    def named(self, d: int) -> str:
        """The name of the enclave that holds a district, empty where none does."""
        enclave = self.at[d]
        return enclave.name if enclave is not None else ""

    def living(self) -> list[Enclave]:
        """Enclaves that have not ended."""
        return [enclave for enclave in self.enclaves if not enclave.gone]

    def regroup(self, people: Sequence[int], fighters: Sequence[int]) -> list[Enclave]:
        """Find pockets and enclaves again after a change of holders; returns enclaves that are new.

        ``people`` and ``fighters`` are those inside by district. A severed part keeps the identity if it holds the
        enclave's seat, else the part with most people does; a part below 5 % of the people stays with the main one.
        """
        old_pockets = {d: pocket for d, pocket in enumerate(self.pocket_at) if pocket is not None}
        self.pockets = [
            self._pocket(besieger, districts, old_pockets, people)
            for besieger, districts in self.network.pockets(self._besieger_of, self._tolerate)
        ]
        parts = self._parts()
        new: list[Enclave] = []
        for (parent, _), pieces in parts.items():
            if parent is not None:
                new.extend(self._divided(parent, pieces, people, fighters))
        for (parent, holder), pieces in parts.items():
            for pocket, districts in pieces if parent is None else ():
                neighbour = self._joined(holder, pocket)
                if neighbour is None:
                    found = self._found(holder, districts, pocket, people)
                    found.fighters_start = sum(fighters[d] for d in districts)
                    found.defence_start = self.network.defence(districts)
                    new.append(found)
                else:
                    neighbour.defence_start += self.network.defence(districts)
                    neighbour.districts = tuple(sorted({*neighbour.districts, *districts}))
                    self._note(neighbour)
        for enclave in self.enclaves:
            enclave.districts = tuple(d for d in enclave.districts if self.network.holder[d] == enclave.faction.slug)
        self._mark()
        self._press()
        return new

    def _parts(self) -> dict[tuple[Enclave | None, str], list[tuple[Pocket, tuple[int, ...]]]]:
        """Each holder's districts by pocket, under the enclave that they belonged to (None: newly held)."""
        parts: dict[tuple[Enclave | None, str], list[tuple[Pocket, tuple[int, ...]]]] = {}
        for pocket in self.pockets:
            by_holder: dict[tuple[Enclave | None, str], list[int]] = {}
            for d in pocket.districts:
                holder = self.network.holder[d]
                parent = self.at[d]
                if parent is not None and (parent.faction.slug != holder or parent.gone):
                    parent = None
                by_holder.setdefault((parent, holder), []).append(d)
            for key, districts in by_holder.items():
                parts.setdefault(key, []).append((pocket, tuple(districts)))

        return parts

    def _tolerate(self, a: str, b: str) -> bool:
        return a == b or self.factions[a].tolerates(self.factions[b])

    def _pocket(
        self,
        besieger: str,
        districts: tuple[int, ...],
        old: dict[int, Pocket],
        people: Sequence[int],
    ) -> Pocket:
        """A pocket with the stocks its districts bring along, weighted by their people; an unchanged one as it was."""
        before = old.get(districts[0])
        if before is not None and before.districts == districts:
            return before
        weights = [people[d] + 1 for d in districts]
        total = sum(weights)
        pocket = Pocket(besieger, districts)
        for d, weight in zip(districts, weights, strict=True):
            source = old.get(d)
            stock = source.stock if source else self.factions[self.network.holder[d]].stock_days
            pocket.stock += stock * weight / total
            owed = source.deficit if source else self.factions[self.network.holder[d]].deficit_days
            pocket.deficit += owed * weight / total
            pocket.hunger += (source.hunger if source else 0.0) * weight / total
        return pocket

    def _joined(self, holder: str, pocket: Pocket) -> Enclave | None:
        """A living enclave of the same faction in the same pocket, which a newly held district joins."""
        return next(
            (
                e
                for e in self.enclaves
                if not e.gone and e.faction.slug == holder and set(e.districts) & set(pocket.districts)
            ),
            None,
        )

    def _found(self, holder: str, districts: tuple[int, ...], pocket: Pocket, people: Sequence[int]) -> Enclave:
        seat = max(districts, key=lambda d: (people[d], -d))
        faction = self.factions[holder]
        name = self._unused(f"{holder}-{self.network.slugs[seat]}")
        enclave = Enclave(name, faction, seat, districts, pocket, self._appoint(name), resolve=faction.resolve)
        self.enclaves.append(enclave)
        self._note(enclave)
        return enclave

    def _unused(self, name: str) -> str:
        """The name, or where an enclave that has ended bears it, the first of ``name-2``, ``name-3`` … that is free."""
        taken = {enclave.name for enclave in self.enclaves}
        again = (f"{name}-{n}" for n in count(2))
        return name if name not in taken else next(other for other in again if other not in taken)

    def _divided(
        self,
        parent: Enclave,
        pieces: list[tuple[Pocket, tuple[int, ...]]],
        people: Sequence[int],
        fighters: Sequence[int],
    ) -> list[Enclave]:
        """Give each piece of an enclave its identity; pieces below 5 % of the people stay with the main one."""
        if len(pieces) == 1:
            parent.pocket, parent.districts = pieces[0]
            return []
        counts = [sum(people[d] for d in districts) for _, districts in pieces]
        total = sum(counts)
        main = max(range(len(pieces)), key=lambda i: (parent.seat in pieces[i][1], counts[i], -i))
        parent.pocket = pieces[main][0]
        kept = list(pieces[main][1])
        together = [d for _, districts in pieces for d in districts]
        new = []
        for i, (pocket, districts) in enumerate(pieces):
            if i == main:
                continue
            if counts[i] < SMALLEST_SPLIT * total or parent.agreement is not None:
                kept.extend(districts)  # too small to speak for itself, or bound by the deal being carried out
                continue
            child = self._found(parent.faction.slug, districts, pocket, people)
            child.resolve, child.misjudgement = parent.resolve, parent.misjudgement
            child.pause_until, child.ultimatum_until = parent.pause_until, parent.ultimatum_until
            child.inherit_truce(parent.truce)
            child.tally.offensive_day = parent.tally.offensive_day
            self._share_out(parent, child, together, fighters)
            together = [d for d in together if d not in districts]
            new.append(child)
        parent.districts = tuple(sorted(kept))
        return new

    def _share_out(self, parent: Enclave, child: Enclave, together: Sequence[int], fighters: Sequence[int]) -> None:
        """A fragment takes its part of what its parent began with, so that a split alone changes nobody's outlook.

        ``together`` are the districts that both hold, those of fragments still to be severed included.
        """
        of = child.districts
        men, all_men = sum(fighters[d] for d in of), sum(fighters[d] for d in together)
        ground, all_ground = self.network.defence(of), self.network.defence(together)
        of_fighters = men / all_men if all_men else 0.0
        of_ground = ground / all_ground if all_ground else 0.0
        child.fighters_start = parent.fighters_start * of_fighters
        child.defence_start = parent.defence_start * of_ground
        parent.fighters_start -= child.fighters_start
        parent.defence_start -= child.defence_start

    def _note(self, enclave: Enclave) -> None:
        enclave.all_districts.extend(d for d in enclave.districts if d not in enclave.all_districts)

    def _mark(self) -> None:
        holder, beside = self.network.holder, self.network.beside
        self.pocket_at = [None] * len(self.network.slugs)
        for pocket in self.pockets:
            for d in pocket.districts:
                self.pocket_at[d] = pocket
                self.facing[d] = any(holder[b] == GOVERNMENT for b in beside[d])
        self.at = [None] * len(self.network.slugs)
        for enclave in self.enclaves:
            for d in enclave.districts:
                self.at[d] = self.last_at[d] = enclave
        for enclave in self.enclaves:
            enclave.facing = any(self.facing[d] for d in enclave.districts)
            around = [self.at[b] for d in enclave.districts for b in beside[d]]
            enclave.neighbours = tuple({id(e): e for e in around if e is not None and e is not enclave}.values())

    def _press(self) -> None:
        """What presses the enclaves of a pocket presses it; one found anew in the midst of a day is no quieter."""
        for pocket in self.pockets:
            pocket.strength = 0.0
        for enclave in self.living():
            enclave.pocket.strength += enclave.assault.strength


def severed(parts: Sequence[int]) -> bool:
    """Whether a pocket that fell into parts of so many people has split: at least two hold 5 % of them."""
    total = sum(parts)
    return sum(part >= SMALLEST_SPLIT * total and part > 0 for part in parts) >= 2
