"""``outgrow profile``: under thirty questions, a first verdict, and what to find out first."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from shutil import get_terminal_size
from textwrap import fill
from typing import Any

from rich.console import Console

from outgrow.cli.progress import progress
from outgrow.cli.run import WIDEST_SCREEN, check_free
from outgrow.vocabulary import Defect, InputError

WELCOME = (
    "Under thirty questions, of which four must be answered. Press Enter where nobody knows: a wide prior stands in.",
    "Write a number (350), or the range in which it lies nine times of ten (300..500). Shares can be written as 30%. "
    "Behind a '#' you may say where an answer comes from (350 # survey of 2023).",
    "Write ? to ask what is meant, back to correct the answer before, stop to go on another day.",
)
FIRST_VERDICT = "first-verdict"
WIDEST_TEXT = 100
SECTIONS = ("id", "title", "summary", "country", "product", "sources", "money", "answers")
UNFINISHED = "-unfinished.yaml"
Ask = Callable[[str], str]


def profile(
    *,
    answers: Path | None = None,
    ask: bool = False,
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
    ask
        Ask the questions that the file of --answers leaves open, such as one that was left unfinished.
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
    if ask and answers is None:
        why, todo = "It asks what a file of answers leaves open", "Give the file with --answers, or leave --ask out"
        raise InputError.single("--ask", "there is no file of answers", why, todo)
    case = _from_questions(answers, out) if ask or answers is None else _from_file(answers, out)
    if case is None:
        return
    folder = out if answers is not None and not ask else case.folder
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
    if folder is not None:
        print(f"Report: {dossier.save(folder / FIRST_VERDICT)}")


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


def _from_questions(answers: Path | None, out: Path | None) -> Any:
    from outgrow.cli.answering import StoppedError, case_name  # noqa: PLC0415  loads pydantic
    from outgrow.initiative import QUESTIONS, load, read, write_profile, written_out  # noqa: PLC0415

    data: dict[str, Any] = written_out(load(answers).data) if answers is not None else {}
    for words in WELCOME:
        _say(words)
    _say("")
    try:
        ask_all(_ask, data)
    except StoppedError:
        _say(_kept(data, answers, out))
        return None
    except KeyboardInterrupt:
        _say(f"\n{_kept(data, answers, out)}")
        raise
    except EOFError:
        why = "The questions were still being asked"
        raise InputError.single("outgrow profile", "the input ended", why, _kept(data, answers, out)) from None
    made = write_profile(in_order(data), out or Path(case_name(data["country"], data["title"])))
    known = sum(answer is not None for answer in data["answers"].values())
    _say(f"Answered: {known} of {len(QUESTIONS)} questions. Wide priors stand in for the others.")
    print(_wrote(made))
    return read(made / "profile.yaml")


def _kept(data: dict[str, Any], answers: Path | None, out: Path | None) -> str:
    """Keep what was answered in a file, and say how to go on."""
    from outgrow.cli.answering import case_name  # noqa: PLC0415
    from outgrow.initiative import profile_text  # noqa: PLC0415

    if not data.get("title"):
        return "Answer them at a terminal, or give them as a file with --answers."
    name = str(out) if out is not None else case_name(data.get("country", ""), data["title"])
    file = answers if answers is not None else _free(Path(name + UNFINISHED))
    try:
        file.write_text(profile_text(in_order(data)), encoding="utf-8", newline="\n")
    except OSError as problem:
        return f"The answers cannot be kept in {file}: {problem.strerror}."
    return f"What you answered is kept in {file}. To go on: outgrow profile --answers {file} --ask"


def in_order(data: dict[str, Any]) -> dict[str, Any]:
    """A profile's content with its sections as they stand in a file."""
    return {key: data[key] for key in SECTIONS if key in data} | {k: v for k, v in data.items() if k not in SECTIONS}


def _free(file: Path) -> Path:
    """The file, or one with a number behind its name where it exists already."""
    numbered = (file.with_name(f"{file.stem}-{n}{file.suffix}") for n in count(2))
    return file if not file.exists() else next(other for other in numbered if not other.exists())


def _wrote(folder: Path) -> str:
    return f"Wrote {folder}: profile.yaml (the answers) and initiative.yaml (filled in). To go on: outgrow run {folder}"


def _width() -> int:
    return min(get_terminal_size().columns - 1, WIDEST_TEXT)


def _say(words: str) -> None:
    indent = words[: len(words) - len(words.lstrip())]
    for line in words.split("\n"):
        print(fill(line, _width(), subsequent_indent=indent + "  " * bool(indent)))


def _ask(question: str) -> str:
    _say(question)
    return input("> ").strip()


def ask_all(ask: Ask, data: dict[str, Any], say: Callable[[str], None] = _say) -> None:
    """Ask for everything that a profile lacks, in order; what is wrong with an answer is said and it is asked again.

    Parameters
    ----------
    ask
        Puts one question and returns the answer as it was typed.
    data
        Content of a profile file as far as it is known, filled in place.
    say
        Prints what is not a question.
    """
    from outgrow.cli.answering import ask_profile, case_name  # noqa: PLC0415  loads pydantic

    ask_profile(ask, say, data)
    data.setdefault("id", case_name(data["country"], data["title"]))
    data.setdefault("summary", f"{data['title']}, answered in a quick profile.")
