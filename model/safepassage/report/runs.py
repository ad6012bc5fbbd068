"""The report of a run folder: one run, or replicates with intervals and one of them told."""

from __future__ import annotations

from pathlib import Path

from safepassage.report import grounds, onerun, outlooks
from safepassage.report.answers import answers
from safepassage.report.document import Page
from safepassage.results import digest
from safepassage.results.outlook import Outlook, read_outlook
from safepassage.results.runfolder import read_manifest, read_summary, recorded
from safepassage.scenario import BadInput
from safepassage.telling.wording import period


def page(folder: Path, seed: int | None = None) -> Page:
    """The page of a run folder: all replicates where it counts them, one (the first by default) where it tells a story.

    Raises:
        BadInput: where the folder is no run folder, or holds no such seed.
    """
    run, manifest = recorded(folder, seed), read_manifest(folder)
    replicates = read_summary(folder)["replicates"]
    try:
        outlook = read_outlook(folder, run.scenario, replicates, run.days)
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(f"{folder}: is not a whole run folder: {' '.join(str(error).split())}") from None
    about, seeds = run.scenario.tables.scenario, manifest["seeds"]
    runs = f"seed {seeds[0]}" if len(seeds) == 1 else f"{len(seeds)} runs, seeds {seeds[0]} to {seeds[-1]}"
    return Page(
        title=about.title,
        about=f"Simulated by safepassage {run.version}, {period(run.scenario.start, run.days)}, {runs}.",
        asked=[text for text in (about.description, asked(outlook)) if text],
        answers=answers(outlook),
        picture=outlooks.overview(outlook),
        rests=grounds.rests(run.scenario, manifest, computed(len(seeds))),
        cannot=[grounds.ONE_RUN if len(seeds) == 1 else grounds.CHANCE_ALONE, *grounds.LIMITS],
        sections=[
            *outlooks.sections(outlook, digest.note(len(seeds)) if len(seeds) > 1 else ""),
            *onerun.sections(run, alone=len(seeds) == 1),
            *grounds.sections(run.scenario, manifest),
        ],
    )


def asked(outlook: Outlook) -> str:
    """The question that a run answers."""
    return (
        f"Which of the besieged enclaves sign within {outlook.days} days, who leaves, where to, with how many buses, "
        "and what goes wrong?"
    )


def computed(runs: int) -> str:
    """Of what the figures were computed."""
    if runs == 1:
        return "One run: one course of events among many that the same rules allow."
    return f"{runs} runs of the same scenario that differ by chance alone. {digest.note(runs)}"
