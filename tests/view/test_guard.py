"""Hosts and origins: which the page answers to, which addresses may be named, and what the policy lets scripts be."""

from __future__ import annotations

from typing import Any

import pytest

from safepassage.view.guard import Doors, Guard, inline_scripts, origin_of, policy

LOCAL = Doors.named("127.0.0.1")
HUB = Doors.named("127.0.0.1", ["https://hub.example.org/user/me/proxy/8765/", "http://desk:9000"])
OPEN = Doors.named("0.0.0.0")  # noqa: S104 - named, not bound


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]:80", "LocalHost:8765"])
def test_every_page_goes_by_the_names_of_this_machine(host: str) -> None:
    assert all(doors.answers(host) for doors in (LOCAL, HUB, OPEN))


@pytest.mark.parametrize("host", ["hub.example.org", "desk:1", "HUB.example.org:443"])
def test_it_goes_by_the_hosts_of_the_origins_named(host: str) -> None:
    assert HUB.answers(host)
    assert not LOCAL.answers(host)
    assert not OPEN.answers(host)


def test_on_every_address_it_goes_by_the_one_that_was_called() -> None:
    assert OPEN.answers("192.168.1.5:8765", "192.168.1.5")
    assert not OPEN.answers("192.168.1.6:8765", "192.168.1.5")
    assert not OPEN.answers("evil.example", "192.168.1.5")
    assert not LOCAL.answers("192.168.1.5", "192.168.1.5")
    assert Doors.named("192.168.1.5").answers("192.168.1.5:8765")


@pytest.mark.parametrize(
    ("origin", "host", "trusted"),
    [
        ("http://localhost:8765", "localhost:8765", True),
        ("http://localhost:8765", "127.0.0.1:8765", False),
        ("http://localhost:3000", "localhost:8765", False),
        ("http://localhost", "localhost", True),
        ("https://localhost", "localhost", True),
        ("https://localhost:80", "localhost", False),
        ("http://[::1]:8765", "[::1]:8765", True),
        ("https://hub.example.org", "localhost:8765", True),
        ("http://hub.example.org", "localhost:8765", False),
        ("https://hub.example.org:8443", "localhost:8765", False),
        ("http://desk:9000", "127.0.0.1:8765", True),
        ("null", "localhost:8765", False),
        ("http://user@localhost:8765", "localhost:8765", False),
        ("http://localhost:8765/", "localhost:8765", False),
        ("http://localhost:evil", "localhost:8765", False),
        ("", "localhost", False),
    ],
)
def test_a_page_is_trusted_where_it_is_this_one_or_named(origin: str, host: str, *, trusted: bool) -> None:
    assert HUB.trusts(origin, host) is trusted


@pytest.mark.parametrize(
    "address",
    ["hub.example.org", "ftp://hub", "https://", "https://hub/a?b=c", "https://hub/a#b", "https://hub/'a'", "https://h:x",
     "https://me:secret@hub", "https://hub//a", "*"],
)  # fmt: skip
def test_what_is_no_address_of_a_page_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="as in: http"):
        Doors.named("127.0.0.1", [address])


def test_two_paths_are_refused() -> None:
    with pytest.raises(ValueError, match="/a and /b: the page can be shown below one path only"):
        Doors.named("127.0.0.1", ["https://hub/a", "https://hub/b/", "https://other"])


def test_an_origin_is_written_as_a_browser_does() -> None:
    told = ["http://localhost:9000", "https://hub.example.org", "http://[::1]:8765"]
    assert [str(origin_of(text)) for text in told] == told
    assert str(origin_of("HTTPS://Hub:443")) == "https://hub"


@pytest.mark.parametrize(
    ("path", "inner"),
    [("/user/me/proxy/8765", "/"), ("/user/me/proxy/8765/", "/"), ("/user/me/proxy/8765/static/a.js", "/static/a.js"),
     ("/static/a.js", "/static/a.js"), ("/user/me/proxy/87651/", "/user/me/proxy/87651/"), ("/", "/")],
)  # fmt: skip
def test_the_path_of_a_proxy_is_taken_off_where_it_is_still_there(path: str, inner: str) -> None:
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401, ARG001 - as ASGI has it
        seen.append(scope["path"])

    scope = {"type": "http", "path": path, "headers": [(b"host", b"localhost:8765")], "server": ("127.0.0.1", 8765)}
    with pytest.raises(StopIteration):  # nothing is waited for; no event loop, of which a browser test may run one
        Guard(app, HUB)(scope, None, None).send(None)  # type: ignore[arg-type]
    assert seen == [inner]


def test_scripts_of_the_page_are_named_by_their_hashes_and_no_other_runs() -> None:
    html = (
        '<script src="/a.js"></script><script>alert(1)</script><script type="text/x-template"><p></script>'
        '<script type="application/json">{}</script><script type="module">\nrun()\n</script><script> </script>'
    )
    assert inline_scripts(html) == ["alert(1)", "\nrun()\n"]
    told = policy(html, HUB)
    # printf 'alert(1)' | openssl dgst -sha256 -binary | base64
    assert "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='" in told
    assert told.count("sha256-") == 2
    assert "frame-ancestors 'self' http://desk:9000 https://hub.example.org" in told
