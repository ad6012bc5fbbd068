"""Approximate coordinates and regions of places that tables name without them; general knowledge.

``REGIONS`` groups destinations as the reports do: towns whose holder's consent is one and the same count as one.
"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple


class Place(NamedTuple):
    """Where a place lies, and the region that reports count it with."""

    lat: float
    lon: float
    region: str


PLACES = {
    "idlib": Place(35.931, 36.634, "Idlib"),
    "qalaat al-madiq": Place(35.419, 36.393, "Idlib"),
    "northern hama": Place(35.42, 36.39, "Idlib"),
    "western aleppo": Place(36.15, 36.85, "Idlib"),
    "al-eis": Place(36.004, 37.01, "Idlib"),
    "jarabulus": Place(36.818, 38.011, "northern Aleppo"),
    "al-bab": Place(36.372, 37.516, "northern Aleppo"),
    "azaz": Place(36.586, 37.045, "northern Aleppo"),
    "afrin": Place(36.512, 36.869, "northern Aleppo"),
    "jandairis": Place(36.395, 36.689, "northern Aleppo"),
    "northern aleppo": Place(36.45, 37.4, "northern Aleppo"),
    "euphrates shield": Place(36.45, 37.4, "northern Aleppo"),
    "badia": Place(34.7, 39.2, "eastern desert"),
    "eastern desert": Place(34.7, 39.2, "eastern desert"),
    "deir ez-zor": Place(35.336, 40.141, "eastern desert"),
    "deir al-zour": Place(35.336, 40.141, "eastern desert"),
    "albu kamal": Place(34.455, 40.918, "eastern desert"),
    "abu kamal": Place(34.455, 40.918, "eastern desert"),
    "mayadin": Place(35.02, 40.453, "eastern desert"),
    "raqqa": Place(35.95, 39.01, "eastern desert"),
    "northern homs": Place(34.88, 36.73, "northern Homs"),
    "rastan": Place(34.926, 36.732, "northern Homs"),
    "eastern qalamoun": Place(33.8, 36.75, "eastern Qalamoun"),
    "daraa": Place(32.62, 36.1, "Daraa"),
    "rukban": Place(33.31, 38.7, "Rukban"),
    "government shelters": Place(33.513, 36.292, "government"),
    "herjalleh": Place(33.37, 36.26, "government"),
    "damascus": Place(33.513, 36.292, "government"),
    "aleppo": Place(36.2, 37.15, "government"),
    "latakia": Place(35.53, 35.79, "government"),
    "tartus": Place(34.889, 35.887, "government"),
    "homs": Place(34.731, 36.71, "government"),
}


def place_of(name: str) -> Place | None:
    """The place of a name, None where it is not known; the longest known name that occurs in it counts."""
    text = name.lower()
    found = [known for known in PLACES if known in text]
    return PLACES[max(found, key=len)] if found else None


def region_of(name: str) -> str:
    """The region that a destination counts with: of an unknown place its own name."""
    place = place_of(name)
    return place.region if place else " ".join(name.split())


def km_between(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance in km (haversine)."""
    a, b = radians(lat_a), radians(lat_b)
    h = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(lon_b - lon_a) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(min(h, 1.0)))
