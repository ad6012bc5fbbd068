"""``view``: serves the browser page."""

from __future__ import annotations

import errno
import ipaddress
import socket
import sys
import threading
import webbrowser
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from safepassage.view.guard import Doors

HOST, PORT = "127.0.0.1", 8765
# What the extra `view` brings, and the first version of each that the page cannot do with.
NEEDED = {"solara": None, "solara-assets": None, "ipyvuetify": 2}


def view(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="What the page starts with: a name from `list`, or a path.")
    ] = "spring-2018",
    port: Annotated[int, typer.Option(min=0, max=65_535, metavar="N", help="0 takes any that is free.")] = PORT,
    host: Annotated[
        str, typer.Option(metavar="HOST", help="Address to serve on; other than loopback is warned of.")
    ] = HOST,
    origin: Annotated[
        list[str] | None,
        typer.Option(
            metavar="URL", help="Where else the page is opened: a port forward, a notebook's proxy; repeatable."
        ),
    ] = None,
    browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = True,
) -> None:
    """Serve the page on this machine and open the browser; Ctrl+C ends it."""
    from safepassage.scenario import Scenario

    Scenario.load(scenario)
    doors = _doors(host, origin or ())
    _check_extra()
    listener = _listen(host, port)
    url = _url(host, listener.getsockname()[1])
    if not _is_loopback(host):
        sys.stderr.write(
            f"warning: --host {host}: whoever reaches this address can use the page; there is no password\n"
        )
    sys.stdout.write(f"{url} (Ctrl+C to stop)\n")
    sys.stdout.flush()
    if browser:
        # The socket listens already: a browser that comes before the server is up waits for it.
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
    from safepassage.view.serving import serve

    serve(scenario, listener, doors)


def _doors(host: str, origins: Sequence[str]) -> Doors:
    """The hosts and origins that the page answers to; raises BadInput where one is none."""
    from safepassage.scenario import BadInput
    from safepassage.view.guard import Doors

    try:
        return Doors.named(host, origins)
    except ValueError as error:
        raise BadInput(f"--origin {error}") from None


def _check_extra() -> None:
    from safepassage.scenario import BadInput

    for name, too_new in NEEDED.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            raise BadInput(f"view: {name} is not installed; install safepassage[view]") from None
        if too_new is not None and int(found.split(".")[0]) >= too_new:
            raise BadInput(
                f"view: {name} {found} leaves the page blank; install safepassage[view], with {name}<{too_new}"
            )


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket; raises BadInput where there is none to be had."""
    from safepassage.scenario import BadInput

    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except socket.gaierror as error:
        raise BadInput(f"--host {host}: {error.strerror}") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise BadInput(f"--port {port}: is in use; give another, or 0 for any that is free") from None
        option = f"--port {port}" if error.errno == errno.EACCES else f"--host {host}"
        raise BadInput(f"{option}: {error.strerror}") from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
