"""The page: Mesa's own controls, the levers, and the dashboard. Each browser session has a run of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import solara
from mesa.visualization import SolaraViz
from mesa.visualization.utils import update_counter

from safepassage.scenario import BadInput, available
from safepassage.view import serving
from safepassage.view.export import zipped
from safepassage.view.frame import frame
from safepassage.view.levers import Lever, Value
from safepassage.view.run import Desk, LiveRun
from safepassage.view.scene import scene

PLAY_INTERVAL = 31  # ms between days; Mesa's slider goes from 1 in steps of 10


@solara.component_vue("host.vue", vuetify=False)
def Host(  # noqa: N802 - a component
    module: str,
    scene: str,
    frame: str,
    parcel: dict[str, Any] | None = None,
    event_said: Callable[[dict[str, Any]], None] | None = None,
) -> None:
    """An ES module of ``assets/safepassage`` in the page, fed with JSON texts; ``parcel`` is a file to save."""


@solara.component
def Page() -> None:  # noqa: N802 - a component, found by this name
    """The whole page of one browser session."""
    desk = solara.use_memo(Desk, [])
    run = solara.use_memo(lambda: solara.reactive(LiveRun(serving.start_with(), 1, desk)), [])
    names = solara.use_memo(_scenarios, [])
    SolaraViz(
        run,
        components=[],
        model_params={
            "name": {"type": "Select", "label": "Scenario", "value": serving.start_with(), "values": names},
            "seed": {"type": "InputText", "label": "Seed (a whole number)", "value": "1"},
            "desk": desk,
        },
        name="safepassage",
        play_interval=PLAY_INTERVAL,
    )
    Dashboard(run)
    Below(run)


@solara.component
def Below(run: solara.Reactive[LiveRun]) -> None:  # noqa: N802 - a component
    """The levers, one component deeper than Mesa's controls: the side bar puts what is deeper further down."""
    Levers(run)


def _scenarios() -> list[str]:
    """The bundled scenarios, and the one that the command named."""
    names = list(available())
    return names if serving.start_with() in names else [serving.start_with(), *names]


@solara.component
def Dashboard(run: solara.Reactive[LiveRun]) -> None:  # noqa: N802 - a component
    """Map, ledger and charts; each day sends what is new since the last one that was sent."""
    day_counter = update_counter.value
    asked = solara.use_reactive(0)
    parcel: solara.Reactive[dict[str, Any] | None] = solara.use_reactive(None)
    sent = solara.use_ref((0, 0, 0))
    shown = run.value

    def draw() -> str:
        number, days, times = sent.current
        since = days if (number, times) == (shown.number, asked.value) else 0
        with shown.lock:
            sent.current = (shown.number, shown.days, asked.value)
            return _packed(frame(shown, min(since, shown.days)))

    def hear(message: dict[str, Any]) -> None:
        if message["what"] == "resend":
            asked.value += 1
        elif message["what"] == "export":
            try:
                parcel.value = zipped(run.value)
            except BadInput as error:
                run.value.problem = str(error)
                asked.value += 1

    Host(
        module="dashboard.js",
        scene=solara.use_memo(lambda: _packed(scene(shown)), [shown.number]),
        frame=solara.use_memo(draw, [id(shown), day_counter, shown.days, asked.value]),
        parcel=parcel.value,
        event_said=hear,
    )


@solara.component
def Levers(run: solara.Reactive[LiveRun]) -> None:  # noqa: N802 - a component
    """The levers in the side bar, under Mesa's own controls."""
    desk = run.value.desk
    moved: solara.Reactive[dict[str, Value]] = solara.use_reactive({})
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
        moved.value = dict(desk.moved)

    with solara.Sidebar(), solara.Card("Levers", subtitle="apply on Reset"):  # type: ignore[no-untyped-call]
        Host(
            module="levers.js",
            scene=_packed([_control(lever) for lever in desk.levers()]),
            frame=_packed({"moved": moved.value, "problems": problems.value, "running": run.value.moved}),
            event_said=hear,
        )


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


def _packed(data: object) -> str:
    """JSON as one string: widgets hand on strings untouched, but would walk through anything with structure."""
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)
