"""Where scenarios and seeds lie, beside the package in a wheel or above it in a checkout; how a file is refused."""

from __future__ import annotations

from pathlib import Path


class BadInput(ValueError):  # noqa: N818 - named for what the user gave, as exit code 2 is in the contract
    """Something the user gave cannot be used; the message is one complete line."""


_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


def _folder(name: str) -> Path:
    bundled = _PACKAGE / name
    return bundled if bundled.is_dir() else _CHECKOUT / name


def scenarios_folder() -> Path:
    """The folder of the bundled scenarios."""
    # The package has a module folder `scenario`, so the bundled data folder `scenarios` does not clash with it.
    return _folder("scenarios")


def seeds_folder() -> Path:
    """The folder of the reported facts and of the calibrated parameters."""
    return _folder("seeds")
