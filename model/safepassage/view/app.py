"""The page: Mesa's own controls, the levers, and the dashboard. Each browser session has a run of its own."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import solara
from mesa.visualization import SolaraViz

from safepassage.scenario import available
from safepassage.view import address, serving
from safepassage.view.dashboard import PACE, Dashboard
from safepassage.view.history import packed
from safepassage.view.host import Host
from safepassage.view.levers import Lever
from safepassage.view.run import Desk, LiveRun


@solara.component
def Layout(children: list[Any]) -> None:  # noqa: N802 - a component, found by this name
    """Solara's layout, whose side bar is open from the start where there is room for it: the browser decides."""
    solara.AppLayout(children=children, sidebar_open=None)  # type: ignore[no-untyped-call] # Solara


@solara.component
def Page() -> None:  # noqa: N802 - a component, found by this name
    """The whole page of one browser session."""
    desk = solara.use_memo(Desk, [])
    titles = solara.use_memo(_titles, [])
    names = list(titles)
    query = solara.use_router().search or ""
    # Once a session: who goes back or forward to another run loads the page anew, so that Mesa's controls are its own.
    link, complaint = solara.use_memo(lambda: address.read(query, names, serving.start_with()), [])
    run = solara.use_memo(lambda: solara.reactive(_begun(desk, link, complaint)), [])
    interval = solara.use_reactive(PACE.interval)
    SolaraViz(
        run,
        components=[],
        model_params={
            "name": {"type": "Select", "label": "Scenario", "value": link.name, "values": names},
            "seed": {"type": "InputText", "label": "Seed (a whole number)", "value": str(link.seed)},
            "desk": desk,
        },
        name="safepassage",
        play_interval=interval,
    )
    Dashboard(run, interval, titles)
    Below(run)


def _begun(desk: Desk, link: address.Link, complaint: str) -> LiveRun:
    """The run that a link asks for, before its first day."""
    desk.moved = dict(link.moved)
    run = LiveRun(link.name, link.seed, desk)
    run.problem = complaint
    return run


@solara.component
def Below(run: solara.Reactive[LiveRun]) -> None:  # noqa: N802 - a component
    """The levers, one component deeper than Mesa's controls: the side bar puts what is deeper further down."""
    Levers(run)


def _titles() -> dict[str, str]:
    """The bundled scenarios with their titles, and the one that the command named."""
    start, found = serving.start_with(), available()
    files = found if start in found else {start: Path(start), **found}
    return {name: _title(path) or name for name, path in files.items()}


def _title(path: Path) -> str:
    """What a scenario calls itself; only that is read, since checking all files would take long."""
    try:
        return str(tomllib.loads(path.read_text(encoding="utf-8"))["scenario"]["title"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


@solara.component
def Levers(run: solara.Reactive[LiveRun]) -> None:  # noqa: N802 - a component
    """The levers in the side bar, under Mesa's own controls."""
    desk = run.value.desk
    turn = solara.use_reactive(0)
    problems: solara.Reactive[dict[str, str]] = solara.use_reactive({})

    def hear(message: dict[str, Any]) -> None:
        key, given = message["what"], message["value"]
        lever = next((lever for lever in desk.levers() if lever.key == key), None)
        if lever is None:
            return
        others = {k: v for k, v in problems.value.items() if k != key}
        try:
            _move(desk, lever, given)
        except ValueError as error:
            others[key] = str(error)
        problems.value = others
        turn.value += 1

    with solara.Sidebar(), solara.Card("Levers", subtitle="apply on Reset"):  # type: ignore[no-untyped-call] # Solara
        message = {
            "message": turn.value,
            "run": run.value.number,
            "levers": [_control(lever) for lever in desk.levers()],
            "moved": desk.moved,
            "running": run.value.moved,
            "problems": problems.value,
        }
        Host(module="levers.js", message=packed(message), event_said=hear)


def _move(desk: Desk, lever: Lever, given: object) -> None:
    """Note where a lever stands; None, or the scenario's own value, is not moved."""
    value = lever.value if given is None else lever.read(given)
    if value == lever.value:
        desk.moved.pop(lever.key, None)
    else:
        desk.moved[lever.key] = value


def _control(lever: Lever) -> dict[str, Any]:
    return {
        "key": lever.key,
        "label": lever.label,
        "unit": lever.unit,
        "help": lever.help,
        "value": lever.value,
        "low": lever.low,
        "high": lever.high,
        "step": lever.step,
    }
