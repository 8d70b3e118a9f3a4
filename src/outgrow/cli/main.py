"""The program ``outgrow``: finds the verb, and turns errors into a sentence and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from keyword import iskeyword

from cyclopts import App, CycloptsError

from outgrow import OutgrowError, __version__

DONE, WRONG, INTERRUPTED = 0, 2, 130

VERBS = {
    "new": "Start a case: a folder with an initiative file, a table of districts and the schema.",
    "check": "Report every defect of an initiative file with its line.",
    "micro": "Say what a pilot's own data show: impact, outside view, poverty, cost and benefit.",
    "power": "Say what a survey of a size could find, and how large one must be.",
    "poverty": "Measure poverty in a survey: at lines, before and after, against a living income, by scores.",
    "evidence": "Pool what others have measured, and hold a pilot's number against it.",
    "run": "Simulate a case and write the report: will it scale, and what would it take?",
    "chain": "Account for a case's chain: who gains, who pays, does the contract hold, who takes over?",
    "simulate": "Simulate the seasons of a case and write them as tables; trace any household.",
    "explain": "Explain the season's steps, or the levers of institutions and government.",
    "profile": "Answer under thirty questions and get a first verdict; no survey needed.",
    "cases": "List, filter and compare the documented cases.",
    "hindcast": "Predict documented cases from their pilot stage, and score the predictions.",
    "import": "Read a survey, propose what its columns are, and write a copy without personal data.",
    "data": "List the open data sets, show the terms of one, or fetch its files.",
    "fit": "Fit a case's uncertain numbers to what was counted in reality.",
    "prices": "Fit how a world price moves, for the section market of an initiative file.",
    "people": "Build a case's synthetic population and hold it against what the case states.",
    "explore": "Find what matters, what facilitates and what limits, in many possible worlds.",
    "required": "Find the cheapest setting of the options for which all six gates open often enough.",
    "qca": "Compare cases: which combinations of conditions go with an outcome?",
    "lessons": "Say what real and simulated cases teach, side by side.",
    "checklist": "Put a scored checklist beside a run, or write one to score.",
    "schema": "Print the JSON Schema of initiative files, from which editors complete.",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Parameters
    ----------
    argv
        Words after the program's name; those of the process when None.

    Returns
    -------
    int
        0 done, 2 the input or the call is wrong, 130 interrupted.
    """
    words = sys.argv[1:] if argv is None else list(argv)
    try:
        app()(words, exit_on_error=False, print_error=False)
        sys.stdout.flush()
    except OutgrowError as problem:
        return _say(str(problem), WRONG)
    except CycloptsError as problem:
        return _say(f"{problem} See: outgrow --help", WRONG)
    except KeyboardInterrupt:
        return _say("Interrupted.", INTERRUPTED)
    except BrokenPipeError:
        # The reader left; a second failure while the interpreter flushes at its end is kept quiet too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def app() -> App:
    """The program with its verbs; the file of a verb is loaded only when it is asked for."""
    program = App(
        name="outgrow",
        help="Will this smallholder pilot scale, and what would it take?",
        version=__version__,
        result_action="return_value",
        suppress_keyboard_interrupt=False,
    )
    for verb, words in VERBS.items():
        name = f"{verb}_" if iskeyword(verb) else verb
        program.command(f"outgrow.cli.{name}:{name}", name=verb, help=words)
    return program


def _say(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code
