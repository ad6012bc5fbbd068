"""The verb ``view``: what it refuses, and what it warns of."""

from __future__ import annotations

import socket
from importlib.metadata import PackageNotFoundError
from typing import Any

import pytest

from safepassage.cli import main, viewing
from safepassage.view import serving
from safepassage.view.guard import Doors


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What would be served: scenario and address; nothing is."""
    calls: list[tuple[str, str]] = []

    def serve(scenario: str, listener: socket.socket, doors: Doors) -> None:
        assert doors.answers("localhost:8765")
        calls.append((scenario, listener.getsockname()[0]))
        listener.close()

    monkeypatch.setattr(serving, "serve", serve)
    return calls


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line with which the command line refuses."""
    assert main(["view", *arguments]) == 2
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    return line


def test_it_serves_on_this_machine_only(served: list[tuple[str, str]], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["view", "two-towns", "--port", "0", "--no-open"]) == 0
    assert served == [("two-towns", "127.0.0.1")]
    out, err = capsys.readouterr()
    assert out.startswith("http://127.0.0.1:")
    assert err == ""


def test_it_warns_where_others_can_reach_it(served: list[tuple[str, str]], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["view", "--port", "0", "--host", "0.0.0.0", "--no-open"]) == 0  # noqa: S104 - what is warned of
    assert served == [("spring-2018", "0.0.0.0")]  # noqa: S104
    assert "warning: --host 0.0.0.0" in capsys.readouterr().err


@pytest.mark.usefixtures("served")
def test_the_browser_is_opened_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(viewing.webbrowser, "open", opened.append)
    monkeypatch.setattr(viewing.threading, "Thread", At_once)
    main(["view", "two-towns", "--port", "0", "--no-open"])
    assert opened == []
    main(["view", "two-towns", "--port", "0"])
    assert len(opened) == 1
    assert opened[0].startswith("http://127.0.0.1:")


class At_once:  # noqa: N801 - stands for Thread
    def __init__(self, target: Any, args: tuple[Any, ...], daemon: bool) -> None:  # noqa: ANN401
        self.call = lambda: target(*args)
        assert daemon

    def start(self) -> None:
        self.call()


def test_other_addresses_of_the_page_are_named_by_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[Doors] = []

    def serve(scenario: str, listener: socket.socket, doors: Doors) -> None:
        assert scenario == "two-towns"
        listener.close()
        found.append(doors)

    monkeypatch.setattr(serving, "serve", serve)
    named = ("--origin", "https://hub.example.org/me/8765/", "--origin", "http://localhost:9000")
    assert main(["view", "two-towns", "--port", "0", "--no-open", *named]) == 0
    assert found == [Doors.named("127.0.0.1", ["https://hub.example.org/me/8765", "http://localhost:9000"])]
    assert found[0].root == "/me/8765"


def test_an_origin_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    line = refused(capsys, "two-towns", "--origin", "hub.example.org")
    assert line == "--origin hub.example.org: is no address of a page; as in: http://localhost:9000\n"


def test_an_unknown_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    assert "did you mean 'two-towns'?" in refused(capsys, "two-town")


def test_a_port_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = refused(capsys, "--port", str(port), "--no-open")
    assert line == f"--port {port}: is in use; give another, or 0 for any that is free\n"


def test_a_port_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--port" in refused(capsys, "--port", "70000")


def test_an_address_that_is_not_of_this_machine(capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, "--host", "192.0.2.1", "--port", "0").startswith("--host 192.0.2.1: ")


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def version(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(viewing, "version", version)
    assert refused(capsys) == "view: solara is not installed; install safepassage[view]\n"


def test_with_a_version_that_leaves_the_page_blank(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(viewing, "version", lambda name: "3.0.0" if name == "ipyvuetify" else "1.0.0")
    assert "ipyvuetify 3.0.0 leaves the page blank" in refused(capsys)
