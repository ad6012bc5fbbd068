"""Whom the page answers, at which routes, and that one session cannot read another: spoken to as a client would."""

from __future__ import annotations

import http.client
import json
import re
import signal
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

pytest.importorskip("solara.server")
sync = pytest.importorskip("websockets.sync.client")
InvalidStatus = pytest.importorskip("websockets.exceptions").InvalidStatus

Serve = Callable[[str], Any]
PATIENCE = 120  # s: it answers at once, unless other work keeps the machine busy


class Answer(NamedTuple):
    """Status, headers (in lower case) and text of an answer."""

    status: int
    headers: dict[str, str]
    text: str


def ask(url: str, path: str = "/", method: str = "GET", **headers: str) -> Answer:
    """Ask the page with headers of one's own; ``_`` in their names stands for a hyphen."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.putrequest(method, path, skip_host="Host" in given)
    for name, value in given.items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    told = {name.lower(): value for name, value in response.getheaders()}
    text = response.read().decode("utf-8", "replace")
    connection.close()
    return Answer(response.status, told, text)


@pytest.fixture
def url(serve: Serve) -> str:
    """The address of a page that is being served."""
    return str(serve("two-towns").url)


def port(url: str) -> int:
    found = urlsplit(url).port
    assert found
    return found


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]", "localhost:9000"])
def test_it_answers_to_this_machine_whatever_the_port(url: str, host: str) -> None:
    answer = ask(url, Host=host)
    assert answer.status == 200
    assert "solara" in answer.text


HOSTS = [
    "evil.example", "evil.example:8765", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example@localhost",
    "localhost@evil.example", "192.168.1.5", "0.0.0.1", "", "local host", "localhost:evil", "localhost/evil", "[::1",
]  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("path", ["/", "/safepassage/dashboard.js", "/static/main-vuetify.js"])
def test_it_answers_to_no_other_host(url: str, host: str, path: str) -> None:
    answer = ask(url, path, Host=host)
    assert answer.status in (400, 403)
    assert "solara" not in answer.text


def test_a_request_without_a_host_or_with_two_is_refused(url: str) -> None:
    for hosts in ([], ["localhost", "evil.example"], ["evil.example", "localhost"]):
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
        connection.putrequest("GET", "/", skip_host=True)
        for host in hosts:
            connection.putheader("Host", host)
        connection.endheaders()
        assert connection.getresponse().status in (400, 403)
        connection.close()


ORIGINS = [
    "https://evil.example",
    "http://localhost:1",
    "https://127.0.0.1",
    "null",
    "file://",
    "http://localhost.evil.example",
]


@pytest.mark.parametrize("origin", ORIGINS)
def test_no_other_page_may_ask(url: str, origin: str) -> None:
    assert ask(url, "/safepassage/dashboard.js", Origin=origin).status == 403
    assert ask(url, "/_solara/api/close/any?session_id=any", "POST", Origin=origin).status == 403


@pytest.mark.parametrize(("site", "mode", "status"), [
    ("cross-site", "no-cors", 403), ("same-site", "cors", 403), ("cross-site", "navigate", 200),
    ("same-origin", "cors", 200), ("none", "navigate", 200),
])  # fmt: skip
def test_no_other_page_may_take_its_parts(url: str, site: str, mode: str, status: int) -> None:
    assert ask(url, Sec_Fetch_Site=site, Sec_Fetch_Mode=mode).status == status


def test_its_own_page_may(url: str) -> None:
    assert ask(url, "/safepassage/dashboard.js", Origin=url.rstrip("/")).status == 200
    forwarded = {"Host": "localhost:9000", "Origin": "http://localhost:9000"}
    assert ask(url, "/safepassage/dashboard.js", **forwarded).status == 200


# Routes


@pytest.mark.parametrize("path", [
    "/resourcez", "/resourcez?verbose", "/resources", "/readyz", "/metrics", "/jupyter/api/kernels/any",
    "/_solara/api/evict/any", "/_solara/auth/login", "/static/public/app.py", "/_solara/cdn/left-pad@1.3.0/index.js",
    "/_solara/cdn/http://evil.example/", "/_solara/cdn/..%2f..%2f..%2fetc%2fpasswd", "/static/..%2fserver.py",
    "/safepassage/..%2fapp.py", "/jupyter/nbextensions/..%2f..%2f..%2f..%2fetc%2fpasswd", "/any/page", "/docs",
])  # fmt: skip
def test_there_is_no_such_route(url: str, path: str) -> None:
    answer = ask(url, path)
    assert answer.status in (404, 405)
    assert len(answer.text) < 100


def test_what_lies_in_solara_assets_is_served_as_it_lies_there(url: str) -> None:
    found = re.findall(r'"(/_solara/cdn/[^"]+\.(?:js|css))"', ask(url).text)
    assert len(found) > 2
    assert all(ask(url, path).status == 200 for path in found)


def test_the_policy_lets_in_nothing_from_elsewhere(url: str) -> None:
    answer = ask(url)
    told = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert told["default-src"] == told["base-uri"] == told["form-action"] == "'none'"
    assert told["connect-src"] == told["frame-ancestors"] == "'self'"
    assert "unsafe-inline" not in told["script-src"]
    assert told["script-src"].count("sha256-") == len(re.findall(r"<script>", answer.text))
    assert not re.search(r"https?:|\*", answer.headers["content-security-policy"])
    other = ask(url, "/safepassage/dashboard.js").headers
    assert other["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    for headers in (answer.headers, other, ask(url, Host="evil.example").headers):
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"


def test_below_the_path_of_a_proxy_all_parts_are_found(command: Callable[..., Any]) -> None:
    process = command("view", "two-towns", "--port", "0", "--no-open", "--origin", "https://hub.example.org/me/8765/")
    try:
        url = process.stdout.readline().split(" ")[0]
        html = ask(url, Host="hub.example.org").text
        parts = re.findall(r'(?:src|href)="(/[^"]+\.(?:js|css)[^"]*)"', html)
        assert len(parts) > 5
        assert all(part.startswith("/me/8765/") for part in parts)
        for part in parts:  # proxies that leave their path, and proxies that take it off
            assert ask(url, part).status == ask(url, part.removeprefix("/me/8765")).status == 200
        assert ask(url, "/me/8765/").text == html
        assert "frame-ancestors 'self' https://hub.example.org" in ask(url).headers["content-security-policy"]
        with socket(url, "k", Origin="https://hub.example.org") as opened:
            assert answered(opened)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)


# Web sockets and sessions


def socket(url: str, kernel: str = "a-kernel", **headers: str) -> Any:  # noqa: ANN401 - of the library
    """A web socket of the page."""
    address = f"ws://{urlsplit(url).netloc}/jupyter/api/kernels/{kernel}/channels?session_id=page"
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    origin = given.pop("Origin", None)
    return sync.connect(address, origin=origin, additional_headers=given, open_timeout=PATIENCE)


@pytest.mark.parametrize("origin", [*ORIGINS, None])
def test_a_web_socket_of_another_page_does_not_open(url: str, origin: str | None) -> None:
    with pytest.raises(InvalidStatus) as refused:
        socket(url, **({"Origin": origin} if origin else {})).__enter__()
    assert refused.value.response.status_code == 403


def question(kind: str) -> str:
    """A message to a kernel that every kernel answers."""
    header = {
        "msg_id": "1",
        "msg_type": kind,
        "session": "s",
        "username": "u",
        "version": "5.3",
        "date": "2030-01-01T00:00:00Z",
    }
    return json.dumps(
        {"header": header, "parent_header": {}, "metadata": {}, "content": {}, "buffers": [], "channel": "shell"}
    )


def answered(connection: Any) -> bool:  # noqa: ANN401 - of the library
    """Ask a kernel what it is; whether it says so."""
    connection.send(question("kernel_info_request"))
    return any("kernel_info_reply" in str(connection.recv(timeout=PATIENCE)) for _ in range(5))


def test_sessions_cannot_read_each_other(url: str) -> None:
    own = {"Origin": url.rstrip("/")}
    with socket(url, "k-1", Cookie="solara-session-id=one", **own) as first:
        assert answered(first)
        for cookie in ("solara-session-id=another", "solara-session-id=", "other=one"):
            with pytest.raises(InvalidStatus) as refused:
                socket(url, "k-1", Cookie=cookie, **own).__enter__()
            assert refused.value.response.status_code == 403
            assert ask(url, "/_solara/api/close/k-1?session_id=page", "POST", Cookie=cookie).status == 403
        assert answered(first)
        with socket(url, "k-1", Cookie="solara-session-id=one", **own) as again:
            assert answered(again)
