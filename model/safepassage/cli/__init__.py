"""The command line. Each verb is a function in a module of this package that is imported only when it is called.

A verb returns nothing, or an exit code: 0 done, 1 the work failed in part or differs, 2 bad input, 130 interrupted.
It raises :class:`~safepassage.scenario.BadInput` for what its user gave, :class:`Failed` for work that failed, and
leaves the rest to :func:`main`.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from safepassage.cli import surroundings

PROGRAM = "safepassage"
DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
TRACEBACK = "SAFEPASSAGE_TRACEBACK"  # in the environment: let an unexpected error show where it happened
_NAMES_THAT_CANNOT_BE = (errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL)
_LONGEST_LINE = 1_000


class Verb(NamedTuple):
    """A verb: the module of this package and the function in it that do the work, and a line for the help."""

    name: str
    module: str
    function: str
    help: str


# A new verb is a line here and a function with typer's annotations; heavy imports belong inside that function.
VERBS = (
    Verb("list", "scenarios", "list_scenarios", "Scenarios, with a line each."),
    Verb("check", "scenarios", "check", "Validate a scenario, or a folder that this program wrote."),
    Verb("run", "running", "run", "Run a scenario, tell its story, leave a run folder."),
    Verb("replay", "running", "replay", "Run a run folder again and compare the results."),
    Verb("forecast", "forecasting", "forecast", "Say who arrives where and when, in how many buses, how surely."),
    Verb("view", "viewing", "view", "Serve the browser page and open it."),
    Verb("sweep", "sweeping", "sweep", "Run a design: many combinations, many seeds, resumable."),
    Verb("sensitivity", "analysing", "sensitivity", "Say which factors move the outcomes of a sweep."),
    Verb("compare", "comparing", "compare", "Compare two scenarios run by run under the same seeds."),
    Verb("new", "newtables", "new", "Write an empty set of tables for another place."),
    Verb("build", "evidence", "build", "Make a scenario from tables of reported facts."),
    Verb("calibrate", "evidence", "calibrate", "Fit the parameters to what was reported."),
    Verb("validate", "evidence", "validate", "Forecast reported agreements and score the forecasts."),
    Verb("patterns", "evidence", "patterns", "Say which reported patterns the model shows."),
    Verb("report", "sharing", "report", "Write a run as one self-contained HTML page."),
    Verb("export", "sharing", "export", "Write a run's tables for other tools."),
)


class Failed(RuntimeError):  # noqa: N818 - named for what happened, as exit code 1 is in the contract
    """The work failed in part; the message is one complete line."""


# The base of typer's usage errors has no public name, and its home moved between versions.
_UsageError: type[Exception] = typer.BadParameter.__bases__[0]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; what goes wrong is one line on standard error."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        with surroundings.prepared():
            code = _dispatch(given)
            sys.stdout.flush()
    except KeyboardInterrupt:
        # An interrupt inside an exec() (a dataclass being made, say) marks the interpreter to die by the signal at its
        # end, caught or not; the next exec() takes the mark away, so that the exit code is ours.
        exec("")  # noqa: S102 - runs nothing
        return _stop("interrupted", INTERRUPTED)
    except BrokenPipeError:
        surroundings.forget_output()
        return DONE
    except Exception as error:
        surroundings.forget_output(only_if_broken=True)
        return _stop(*_told(error))
    return code


def _told(error: Exception) -> tuple[str, int]:
    """What an error means to the user, and the exit code; one that nobody expected names the place in the code."""
    from safepassage.scenario import BadInput

    if isinstance(error, Failed):
        return str(error), FAILED
    if isinstance(error, BadInput):
        return str(error), BAD_INPUT
    if isinstance(error, OSError):
        code = BAD_INPUT if error.errno in _NAMES_THAT_CANNOT_BE else FAILED
        return f"{error.filename or 'output'}: {error.strerror or error}", code
    if isinstance(error, MemoryError):
        return "there is not enough memory for this", FAILED
    if os.environ.get(TRACEBACK):
        raise error
    return f"{PROGRAM}: unexpected: {_place(error)}; {TRACEBACK}=1 shows where", FAILED


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{where}"


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that it is there whole or not at all; raises BadInput where its folder is not there."""
    from safepassage.computing import files
    from safepassage.scenario import BadInput

    if not path.parent.is_dir():
        raise BadInput(f"{path}: there is no folder {path.parent}")
    files.write(path, content)


def say_remark(folder: Path) -> None:
    """Say on standard error that a folder is of an earlier version or without sums, if so."""
    from safepassage.computing import manifest

    if not (folder / manifest.NAME).is_file():
        return
    if remark := manifest.remark(folder, manifest.read(folder, manifest.Manifest)):
        sys.stderr.write(f"{remark}\n")


def _dispatch(arguments: list[str]) -> int:
    """Hand over to the verb that the arguments name."""
    if not all(map(_encodable, arguments)):
        return _stop(f"{PROGRAM}: an argument is not text in the encoding of this system", BAD_INPUT)
    completed = _completed()
    called = arguments[:1] if completed is None else completed
    command = typer.main.get_command(_app("".join(called)))
    try:
        if completed is not None:
            command.main(prog_name=PROGRAM)
        with command.make_context(PROGRAM, arguments or ["--help"]) as context:
            code = command.invoke(context)
    except typer.Exit as done:
        return done.exit_code
    except SystemExit as done:  # how typer ends what it does for a shell
        return int(done.code or DONE)
    except typer.Abort:
        return INTERRUPTED
    except _UsageError as error:
        return _stop(_usage(error), BAD_INPUT)
    return code if isinstance(code, int) else DONE


def _completed() -> list[str] | None:
    """The verb, if there is one yet, of a command that a shell wants completed; None where it wants one done.

    Bash tells the words in one variable, zsh and fish in another.
    """
    if not os.environ.get(f"_{PROGRAM.upper()}_COMPLETE"):
        return None
    words = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS", "")
    return words.split()[1:2]


def _encodable(argument: str) -> bool:
    """Whether an argument is text that a file can hold; other bytes come in as lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in argument)


def _app(called: str) -> typer.Typer:
    """The application, in which only the verb that is called has been imported."""
    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
    app.callback(context_settings={"help_option_names": ["-h", "--help"]})(_common)
    for verb in VERBS:
        function = _common
        if verb.name == called:
            function = getattr(import_module(f"{__name__}.{verb.module}"), verb.function)
        app.command(verb.name, short_help=verb.help)(function)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        from safepassage import __version__

        typer.echo(f"{PROGRAM} {__version__}")
        raise typer.Exit


def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Negotiated evacuations of besieged enclaves: when will they sign, who leaves, what would have helped?"""


def _usage(error: Exception) -> str:
    """A usage error of typer as one line, with the command that explains more."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else PROGRAM
    message = getattr(error, "format_message", error.__str__)()
    # Newer versions speak of the "input", as if it were clear which.
    message = message.replace(": Input should be", ": must be").replace(": Value error, ", ": ").rstrip(".")
    return f"{command}: {message}; see '{command} --help'"


def _stop(message: str, code: int) -> int:
    """Say in one line why the program stops; what a terminal would obey is written as an escape."""
    line = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in " ".join(message.split()))
    cut = line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]} …"
    with suppress(OSError, ValueError):
        sys.stderr.write(cut + "\n")
    return code
