"""``outgrow profile``: under thirty questions, a first verdict, and what to find out first."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console

from outgrow.cli.progress import progress
from outgrow.cli.run import WIDEST_SCREEN, check_free
from outgrow.vocabulary import Defect, InputError

HEAD_QUESTIONS = (
    ("title", "Name of the initiative?"),
    ("country", "Country?"),
    ("product", "Product, in the form in which households sell it?"),
    ("code", "Currency (three letters, such as KES)?"),
    ("price_year", "Year of the prices?"),
)
WELCOME = """\
Press Enter where you do not know: a wide prior stands in. Write a number (350), or the range in which it lies nine
times of ten (300..500). Behind it, after a '#', you may say where it comes from (350 # survey of 2023)."""
Ask = Callable[[str], str]


def profile(
    *,
    answers: Path | None = None,
    out: Path | None = None,
    seed: int = 1,
    draws: int = 100,
    households: int = 3_000,
    threads: int | None = None,
) -> None:
    """Ask under thirty questions, fill in the rest from wide priors, and give a first verdict.

    Parameters
    ----------
    answers
        YAML file with the answers, instead of being asked: a profile such as the one that --out writes.
    out
        Folder for the answers and the initiative file filled in from them; it must not exist. Default: the name of
        the case when you are asked, nothing when the answers come from a file.
    seed
        Seed of all random numbers.
    draws
        Possible worlds that are simulated.
    households
        Synthetic households in each world.
    threads
        Threads to compute with; as many as there are processors when left out.
    """
    _check(draws, households)
    check_free(out, "A profile")
    case = _from_file(answers, out) if answers is not None else _from_questions(out)
    from outgrow.population import too_coarse  # noqa: PLC0415

    if words := too_coarse(case.initiative, households):
        print(f"Warning: {words}.", file=sys.stderr)
    from outgrow.report import first_steps, run  # noqa: PLC0415  heavy: only once the answers are known to be right

    with progress() as report:
        dossier = run(case, seed=seed, draws=draws, households=households, threads=threads, full=False, progress=report)
    console = Console()
    width = min(console.width, WIDEST_SCREEN)
    with console.capture() as verdict:
        console.print(dossier.screen(width))
        console.print()
        console.print(first_steps(dossier), width=width, highlight=False, markup=False)
    print(verdict.get(), end="")


def _check(draws: int, households: int) -> None:
    defects = []
    if draws < 2:
        why = "At least 2 possible worlds are needed to say how uncertain a result is"
        defects.append(Defect(f"{draws} is too few", "--draws", why, "Give 2 or more; 100 is usual"))
    if households < 1:
        why = "At least 1 household is needed in a world"
        defects.append(Defect(f"{households} is too few", "--households", why, "Give 1 or more; 3000 is usual"))
    if defects:
        raise InputError("outgrow profile", defects)


def _from_file(answers: Path, out: Path | None) -> Any:
    from outgrow.initiative import load, read, write_profile  # noqa: PLC0415

    if answers.is_file() and not {"answers", "participation"} & set(load(answers).data or ()):
        why = "A profile keeps its answers there"
        todo = "Answer the questions without --answers first: --out writes such a file"
        raise InputError.single(str(answers), "the file has no section 'answers'", why, todo)
    case = read(answers)
    if case.profile is None:
        why = "It is a full initiative file"
        raise InputError.single(str(answers), "the file has no 'answers'", why, "Run it by: outgrow run")
    for warning in case.warnings:
        print(f"Warning: {warning}", file=sys.stderr)
    if out is not None:
        print(_wrote(write_profile(load(case.file).data, out)))
    return case


def _from_questions(out: Path | None) -> Any:
    from outgrow.initiative import read, write_profile  # noqa: PLC0415

    print(WELCOME)
    data = ask_all(_ask)
    made = write_profile(data, out or Path(data["id"]))
    print(_wrote(made))
    return read(made / "profile.yaml")


def _wrote(folder: Path) -> str:
    return f"Wrote {folder}: profile.yaml (the answers) and initiative.yaml (filled in). To go on: outgrow run {folder}"


def _ask(question: str) -> str:
    try:
        return input(f"{question}\n> ").strip()
    except EOFError:
        why = "The questions were still being asked"
        todo = "Answer them at a terminal, or give them as a file with --answers"
        raise InputError.single("outgrow profile", "the input ended", why, todo) from None


def ask_all(ask: Ask) -> dict[str, Any]:
    """Ask for everything a profile holds, in order; what is wrong with an answer is said and it is asked again.

    Parameters
    ----------
    ask
        Puts one question and returns the answer as it was typed.

    Returns
    -------
    dict
        Content of a profile file.
    """
    from outgrow.cli.answering import ask_answers, ask_head  # noqa: PLC0415  loads pydantic

    data, sources = ask_head(ask, HEAD_QUESTIONS), dict[str, dict[str, str]]()
    data["answers"] = ask_answers(ask, data["money"], sources)
    data["sources"] = sources
    return data
