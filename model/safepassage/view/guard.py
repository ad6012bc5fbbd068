"""Who is answered, and what a browser may do with the answer.

Every site that its user visits can reach a page on this machine: by a name that points here (DNS rebinding), by a web
socket or a request that it sends. So a request is answered only under a host that the page goes by, and only where it
comes from the page itself; and the page may load nothing from anywhere else.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("localhost", "127.0.0.1", "::1")
ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - recognised, not bound here
PORTS = {"http": 80, "https": 443}
OWN = (None, "same-origin", "none")  # where a browser says that a request comes from: the page, or its user
_INLINE = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.S)

HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


class Origin(NamedTuple):
    """Scheme, host and port of a page."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        """As a browser writes it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == PORTS[self.scheme] else f":{self.port}")


def origin_of(text: str) -> Origin:
    """An origin as a browser writes it, such as ``http://localhost:9000``; raises ValueError for anything else."""
    parts = urlsplit(text)
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None or parts.path:
        raise ValueError("is no origin")
    return Origin(parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme])


@dataclass(frozen=True)
class Doors:
    """The hosts that the page goes by, and the origins of other pages that may show it: proxies and port forwards.

    ``any_address`` says that it listens on every address of this machine; each of them is then a host, by number.
    ``root`` is the path below which a proxy shows it, empty where it is shown at the top.
    """

    hosts: frozenset[str]
    origins: frozenset[Origin] = frozenset()
    any_address: bool = False
    root: str = ""

    @classmethod
    def named(cls, host: str, addresses: Iterable[str] = ()) -> Doors:
        """The doors of a page served on ``host`` and opened at these addresses too; ValueError where one is none."""
        found = [_address(text) for text in addresses]
        roots = {root for _, root in found if root}
        if len(roots) > 1:
            raise ValueError(f"{' and '.join(sorted(roots))}: the page can be shown below one path only")
        origins = frozenset(origin for origin, _ in found)
        hosts = {*LOOPBACK, host.lower(), *(origin.host for origin in origins)} - set(ANY_ADDRESS)
        return cls(frozenset(hosts), origins, host in ANY_ADDRESS, roots.pop() if roots else "")

    def answers(self, host: str, address: str = "") -> bool:
        """Whether a ``Host`` header names the page; ``address`` is the one of this machine that was called."""
        name = _host_of(host)
        return name is not None and (name[0] in self.hosts or (self.any_address and name[0] == address))

    def trusts(self, origin: str, host: str) -> bool:
        """Whether an ``Origin`` header is that of the page itself, as it goes by ``host``, or of one named."""
        try:
            told = origin_of(origin)
        except ValueError:
            return False
        name = _host_of(host)
        same = name is not None and told[1:] == (name[0], name[1] or PORTS[told.scheme])
        return same or told in self.origins


def _address(text: str) -> tuple[Origin, str]:
    """The origin and the path of an address; raises ValueError where it is none that a page can be opened at."""
    try:
        parts = urlsplit(text)
        found = origin_of(f"{parts.scheme}://{parts.netloc}")
    except ValueError:
        raise ValueError(f"{text}: is no address of a page; as in: http://localhost:9000") from None
    if parts.query or parts.fragment or not re.fullmatch(r"[\w./~-]*", parts.path, re.ASCII) or "//" in parts.path:
        raise ValueError(f"{text}: leave out what follows the path; as in: https://hub.example.org/user/me/proxy/8765")
    return found, parts.path.rstrip("/")


def _host_of(header: str) -> tuple[str, int | None] | None:
    """The name and the port in a ``Host`` header, None where it is malformed."""
    try:
        parts = urlsplit(f"//{header}")
        if parts.netloc != header or parts.username is not None or not parts.hostname:
            return None
        return parts.hostname, parts.port
    except ValueError:
        return None


class Guard:
    """ASGI middleware: refuses who comes by another host or from another page, and marks what is answered."""

    def __init__(self, app: ASGIApp, doors: Doors) -> None:
        """Stand before an application."""
        self.app, self.doors = app, doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse in one line of text; a web socket is closed before it opens."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        reason = self._refusal(scope)
        if not reason:
            await self.app(self._below(scope), receive, _marking(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "refused"})
        else:
            await _refuse(send, reason)

    def _below(self, scope: Scope) -> Scope:
        """The request without the path below which a proxy shows the page, which some proxies leave and some do not."""
        root, path = self.doors.root, scope["path"]
        if not root or not f"{path}/".startswith(f"{root}/"):
            return scope
        inner = path[len(root) :] or "/"
        return {**scope, "path": inner, "raw_path": inner.encode()}

    def _refusal(self, scope: Scope) -> str:
        """Why a request is not answered, empty where it is."""
        given: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            given.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
        hosts, origins = given.get("host", []), given.get("origin", [])
        if len(hosts) != 1 or not self.doors.answers(hosts[0], (scope.get("server") or ("",))[0]):
            return "This page answers to no such host; `safepassage view --origin` names others."
        if not all(self.doors.trusts(origin, hosts[0]) for origin in origins):
            return "This page answers to no other page; `safepassage view --origin` names those that may show it."
        if scope["type"] == "websocket" and len(origins) != 1:
            return "A web socket says which page it belongs to."
        site, mode = (given.get(f"sec-fetch-{what}", [None])[0] for what in ("site", "mode"))
        if site not in OWN and mode != "navigate":
            return "This page gives its parts to no other page."
        return ""


def _marking(send: Send) -> Send:
    """Add the headers that every answer has, where it does not say otherwise itself."""

    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            said = {name.lower() for name, _ in message["headers"]}
            more = [(k.encode(), v.encode()) for k, v in HEADERS.items() if k.encode() not in said]
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return marked


async def _refuse(send: Send, reason: str) -> None:
    headers = {**HEADERS, "content-type": "text/plain; charset=utf-8"}
    told = [(name.encode(), value.encode()) for name, value in headers.items()]
    await _marking(send)({"type": "http.response.start", "status": 403, "headers": told})
    await send({"type": "http.response.body", "body": f"{reason}\n".encode()})


def policy(html: str, doors: Doors) -> str:
    """The content security policy of the page: its own scripts, styles, pictures and socket, and nothing else.

    Scripts that stand in the page are named by their hashes. Vue compiles templates in the browser, which needs
    ``unsafe-eval``, and Vuetify writes styles as it goes, which needs ``unsafe-inline`` for these.
    """
    hashes = " ".join(f"'sha256-{_digest(code)}'" for code in inline_scripts(html))
    shown_by = " ".join(["'self'", *sorted(map(str, doors.origins))])
    return "; ".join([
        "default-src 'none'",
        f"script-src 'self' 'unsafe-eval' {hashes}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        f"frame-ancestors {shown_by}",
    ])  # fmt: skip


def inline_scripts(html: str) -> list[str]:
    """The scripts that stand in a page itself, each once, in their order; templates and data are none."""
    found = (
        m["code"] for m in _INLINE.finditer(html) if not re.search(r"src=|type=.*(template|json)", m["attributes"])
    )
    return list(dict.fromkeys(code for code in found if code.strip()))


def _digest(code: str) -> str:
    return base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
