"""Serving the page with Solara's own server, with everything switched off that would speak to other machines.

Of Solara's routes only those are served that the page needs; Solara's own application would also fetch files from a
content network for whoever asks, and tell what the process is doing.
"""

from __future__ import annotations

import os
import socket
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safepassage.view.guard import Doors, Guard, policy

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import HTTPConnection, Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp
    from starlette.websockets import WebSocket

ASSETS = Path(__file__).resolve().parent / "assets"
START_WITH = "SAFEPASSAGE_VIEW_SCENARIO"  # the environment variable with the scenario of a new browser session


def start_with() -> str:
    """The scenario, by name or path, with which a browser session starts."""
    return os.environ.get(START_WITH, "two-towns")


def serve(scenario: str, listener: socket.socket, doors: Doors | None = None) -> None:
    """Serve on a listening socket until interrupted; without ``doors`` to this machine alone."""
    import uvicorn

    config = uvicorn.Config(
        application(scenario, doors or Doors.named("127.0.0.1")),
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    uvicorn.Server(config).run([listener])


def application(scenario: str, doors: Doors) -> Starlette:
    """The page as an ASGI application that answers at these doors only."""
    os.environ[START_WITH] = scenario
    os.environ["SOLARA_APP"] = "safepassage.view.app"  # read when Solara's application is imported
    _configure(doors.root)

    from solara.server import starlette as solara_server
    from starlette.applications import Starlette
    from starlette.middleware import Middleware

    guard = Middleware(Guard, doors=doors)
    routes = [*_talking(doors), *_files()]
    return Starlette(routes=routes, lifespan=solara_server.lifespan, middleware=[guard, *solara_server.middleware])


def _talking(doors: Doors) -> list[BaseRoute]:
    """The page, its web socket, and the note that it was closed; the last two only for the session that they are of."""
    from solara.server import starlette as solara_server
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route, WebSocketRoute

    async def page(request: Request) -> Response:
        response: Response = await solara_server.root(request)
        response.headers["Content-Security-Policy"] = policy(bytes(response.body).decode(), doors)
        return response

    async def channel(socket: WebSocket) -> None:
        if _is_of_another(socket):
            await socket.close(1008)
        else:
            await solara_server.kernel_connection(socket)

    def close(request: Request) -> Response:
        if _is_of_another(request):
            return PlainTextResponse("This session is another's.\n", 403)
        response: Response = solara_server.close(request)
        return response

    return [
        Route("/", page),
        WebSocketRoute("/jupyter/api/kernels/{kernel_id}/{name}", channel),
        Route("/_solara/api/close/{kernel_id}", close, methods=["POST"]),
    ]


def _is_of_another(connection: HTTPConnection) -> bool:
    """Whether the kernel that is asked for, in which a session's run lives, is that of another session."""
    from solara.server import kernel_context, server

    kernel = kernel_context.contexts.get(connection.path_params["kernel_id"])
    return kernel is not None and kernel.session_id != server.get_session_id_cookie(connection.cookies)


def _files() -> list[BaseRoute]:
    """Files as they lie there; also of ``solara-assets``, which Solara's own route would fetch where missing."""
    from solara.server import server, settings
    from solara.server import starlette as solara_server
    from starlette.routing import Mount
    from starlette.staticfiles import StaticFiles

    return [
        Mount("/_solara/cdn", StaticFiles(directory=settings.assets.proxy_cache_dir, check_dir=False)),
        Mount("/static/assets", solara_server.StaticAssets()),
        Mount("/jupyter/nbextensions", solara_server.StaticNbFiles()),
        Mount("/static", StaticFiles(directory=server.solara_static)),
        Mount("/safepassage", _modules()),
    ]


def _modules() -> ASGIApp:
    from starlette.staticfiles import StaticFiles

    class Modules(StaticFiles):
        """The page's ES modules; a browser asks each time whether they have changed, as after an upgrade."""

        def file_response(self, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401 - as the base takes them
            response = super().file_response(*args, **kwargs)
            response.headers["Cache-Control"] = "no-cache"
            return response

    return Modules(directory=ASSETS)


def _configure(root: str) -> None:
    """Set Solara up, before its application is imported; ``root`` is the path below which a proxy shows the page."""
    import solara.settings
    from solara.server import settings

    settings.main.mode = "production"  # else Solara asks its home page once whether it works
    # Else both are what the first request says they are.
    settings.main.root_path, settings.main.base_url = root, f"http://localhost{root}/"
    settings.telemetry.mixpanel_enable = False
    settings.kernel.cull_timeout = "1h"  # so long a closed page may be opened again where it was
    settings.theme.title = "safepassage"
    settings.theme.show_banner = False
    settings.assets.extra_locations = [*settings.assets.extra_locations, str(ASSETS)]  # for custom.css, which it links
    # Notes to developers, on Mesa's own page and on pages served without https, as one on the same machine is.
    solara.settings.main.check_hooks = "off"
    warnings.filterwarnings("ignore", message="Cookies with samesite=none", category=UserWarning)
    warnings.filterwarnings("ignore", message="websockets.legacy", category=DeprecationWarning)
