"""The map's colours stay apart for colour-blind viewers, whatever the damage."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from safepassage.view.serving import ASSETS

Matrix = NDArray[np.float64]

# Machado, Oliveira and Fernandes 2009: full colour blindness of three kinds, on linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = TO_XYZ.sum(axis=1)


def palette() -> str:
    return (ASSETS / "palette.js").read_text(encoding="utf-8")


def shares() -> tuple[float, float]:
    """How much of a kind's colour an undamaged district has, and how much damage adds."""
    found = re.search(r"kindColour\(kind\), ([\d.]+) \+ ([\d.]+) \* damage", palette())
    assert found is not None
    return float(found[1]), float(found[2])


def kinds() -> dict[str, Matrix]:
    text = palette()
    block = text[text.index("const KINDS") : text.index("};")]
    found = {}
    for name, colour in re.findall(r'(\w+): "#([0-9a-f]{6})"', block):
        found[name] = np.array([int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)])
    return found


def hexes(text: str) -> list[Matrix]:
    return [
        np.array([int(found[i : i + 2], 16) / 255 for i in (0, 2, 4)])
        for found in re.findall(r'"#([0-9a-f]{6})"', text)
    ]


def places() -> list[Matrix]:
    text = palette()
    return hexes(text[text.index("const PLACES") : text.index("];")])


def lab(rgb: Matrix, sight: Matrix) -> Matrix:
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(sight @ linear, 0, 1) / WHITE
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("damage", [0.0, 0.5, 1.0])
def test_kinds_of_holders_are_told_apart(sight: str, damage: float) -> None:
    least, more = shares()
    share = least + more * damage
    seen = {kind: lab(1 - share * (1 - rgb), SIGHT[sight]) for kind, rgb in kinds().items()}
    assert len(seen) == 5
    apart = {(a, b): float(np.linalg.norm(seen[a] - seen[b])) for a, b in combinations(seen, 2)}
    closest = min(apart, key=lambda pair: apart[pair])
    # A difference of 2.3 is just noticeable side by side.
    assert apart[closest] > 8, (closest, apart[closest])


@pytest.mark.parametrize("sight", SIGHT)
def test_destinations_and_holders_never_share_a_colour(sight: str) -> None:
    least, more = shares()
    shades = [1 - (least + more * damage) * (1 - rgb) for rgb in kinds().values() for damage in (0.0, 0.5, 1.0)]
    found = places()
    assert len(found) == 7
    for place in found:
        nearest = min(float(np.linalg.norm(lab(place, SIGHT[sight]) - lab(shade, SIGHT[sight]))) for shade in shades)
        # For most readers far apart at a glance; for colour-blind ones still thrice what is told apart side by side.
        assert nearest > (20 if sight == "normal" else 7), place


@pytest.mark.parametrize("sight", SIGHT)
def test_destinations_are_told_apart(sight: str) -> None:
    seen = [lab(place, SIGHT[sight]) for place in places()]
    assert min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2)) > 20
