"""Serving the page with Solara's own server, with everything switched off that would speak to other machines."""

from __future__ import annotations

import os
import socket
import warnings
from pathlib import Path
from typing import Any

ASSETS = Path(__file__).resolve().parent / "assets"
START_WITH = "SAFEPASSAGE_VIEW_SCENARIO"  # the environment variable with the scenario of a new browser session


def start_with() -> str:
    """The scenario, by name or path, with which a browser session starts."""
    return os.environ.get(START_WITH, "two-towns")


def serve(scenario: str, listener: socket.socket) -> None:
    """Serve on a listening socket until interrupted."""
    os.environ[START_WITH] = scenario
    os.environ["SOLARA_APP"] = "safepassage.view.app"  # read when Solara's application is imported
    _configure()

    import uvicorn
    from solara.server.starlette import app
    from starlette.responses import Response
    from starlette.routing import Mount
    from starlette.staticfiles import StaticFiles

    class Modules(StaticFiles):
        """The page's ES modules; a browser asks each time whether they have changed, as after an upgrade."""

        def file_response(self, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401 - as the base takes them
            response = super().file_response(*args, **kwargs)
            response.headers["Cache-Control"] = "no-cache"
            return response

    app.routes.insert(0, Mount("/safepassage", app=Modules(directory=ASSETS)))
    config = uvicorn.Config(app, log_level="error", access_log=False, timeout_graceful_shutdown=1)
    uvicorn.Server(config).run([listener])


def _configure() -> None:
    """Set Solara up, before its application is imported."""
    import solara.settings
    from solara.server import settings

    settings.main.mode = "production"  # else Solara asks its home page once whether it works
    settings.telemetry.mixpanel_enable = False
    settings.kernel.cull_timeout = "1h"  # so long a closed page may be opened again where it was
    settings.theme.title = "safepassage"
    settings.theme.show_banner = False
    settings.assets.extra_locations = [*settings.assets.extra_locations, str(ASSETS)]  # for custom.css, which it links
    # Notes to developers, on Mesa's own page and on pages served without https, as one on the same machine is.
    solara.settings.main.check_hooks = "off"
    warnings.filterwarnings("ignore", message="Cookies with samesite=none", category=UserWarning)
    warnings.filterwarnings("ignore", message="websockets.legacy", category=DeprecationWarning)
