"""Where an ES module of the page is mounted, and how it speaks with the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara


@solara.component_vue("host.vue", vuetify=False)
def Host(  # noqa: N802 - a component
    module: str,
    message: str,
    parcel: dict[str, Any] | None = None,
    event_said: Callable[[dict[str, Any]], None] | None = None,
) -> None:
    """An ES module of ``assets`` in the page, fed with one JSON text at a time; ``parcel`` is a file to save."""
