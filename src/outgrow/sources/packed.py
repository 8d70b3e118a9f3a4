"""Packed exports: the tables of a ZIP as ODK Central, ODK Briefcase and file servers give it, and what is not read."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from outgrow.sources.formats import READABLE, ending_of
from outgrow.sources.records import Finding
from outgrow.sources.wording import counted
from outgrow.vocabulary import InputError, did_you_mean

LARGEST_UNPACKED = 4_000_000_000  # bytes of all tables together; more is not a survey
SUSPECT_SIZE, SUSPECT_RATIO = 100_000_000, 400  # a table that large shrinks to a fiftieth at best, not to a 400th
HEAD = 65_536  # bytes in which a table's names stand
REPEAT_KEY = b"PARENT_KEY"  # column of ODK's repeat groups
BY_MACHINE = ("__MACOSX", ".")  # beginnings of names that an operating system adds
AUDIT = "audit.csv"  # ODK's record of who touched which question when: no answers
LOCKED = ".enc"  # ending of ODK's encrypted submissions
LISTED = 6


class Packed(NamedTuple):
    """What a packed folder gave: its main table on disk, its name inside, and what there is to say."""

    main: Path
    name: str
    findings: tuple[Finding, ...]


@contextmanager
def unpacked(file: Path, wanted: str | None = None) -> Iterator[Packed]:
    """Lay the tables of a ZIP into a folder for as long as they are read.

    Only files of known formats are taken out, by their own name without any path; pictures, recordings and the
    record of who touched what are left and counted.

    Parameters
    ----------
    file
        The ZIP.
    wanted
        Name of the main table inside; found when None: the one that is not a repeat group of another.

    Yields
    ------
    Packed
        Main table, with its repeat groups beside it.

    Raises
    ------
    InputError
        When it is damaged, locked, far too large unpacked, holds no table or several that do not belong together.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            everything = [info for info in packed.infolist() if not info.is_dir() and not _of_a_machine(info.filename)]
            tables = [info for info in everything if ending_of(Path(info.filename)) in READABLE]
            _check(file, everything, tables)
            repeats = {info.filename for info in tables if _is_repeat(packed, info)}
            main = _main(file, tables, repeats, wanted)
            folder = PurePosixPath(main.filename).parent
            together = [
                i for i in tables if i is main or (i.filename in repeats and PurePosixPath(i.filename).parent == folder)
            ]
            with tempfile.TemporaryDirectory() as place:
                for info in together:
                    with packed.open(info) as inside, (Path(place) / _base(info)).open("wb") as out:
                        shutil.copyfileobj(inside, out)
                said = _said(file, main, together, everything)
                yield Packed(Path(place) / _base(main), _base(main), said)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as problem:
        why = f"It is damaged, or packed in a way that is not known here: {problem}"
        raise InputError.single(str(file), "it cannot be unpacked", why, "Fetch or pack it again") from None


def in_words_of_the_zip(problem: InputError, folder: Path, file: Path) -> InputError:
    """An error about an unpacked table, said of the table in its ZIP."""

    def say(text: str) -> str:
        return text.replace(f"{folder}/", f"{file}#").replace(f"{folder}\\", f"{file}#")

    defects = [type(d)(say(d.found), say(d.where), say(d.why), say(d.todo)) for d in problem.defects]
    return InputError(say(problem.subject), defects)


def _base(info: zipfile.ZipInfo) -> str:
    return PurePosixPath(info.filename.replace("\\", "/")).name


def _of_a_machine(name: str) -> bool:
    return any(part.startswith(BY_MACHINE) for part in PurePosixPath(name).parts if part != "..")


def _check(file: Path, everything: list[zipfile.ZipInfo], tables: list[zipfile.ZipInfo]) -> None:
    """Refuse what is locked, holds no table, or would unpack to far more than a survey."""
    if not tables:
        locked = any(info.filename.lower().endswith(LOCKED) for info in everything)
        held = ", ".join(
            f"{n:,} {ending or 'without an ending'}" for ending, n in _endings(everything).most_common(LISTED)
        )
        why = "Its submissions are encrypted" if locked else f"It holds {held or 'nothing'}"
        todo = (
            "Export it again with the passphrase (ODK Central) or the private key (ODK Briefcase)"
            if locked
            else f"Pack a table in it: {', '.join(READABLE)}"
        )
        raise InputError.single(str(file), "no table in it can be read", why, todo)
    if any(info.flag_bits & 1 for info in tables):
        todo = "Unpack it with its password, and give the table"
        raise InputError.single(str(file), "it is locked by a password", "Nobody can read it without", todo)
    size = sum(info.file_size for info in tables)
    swollen = [
        i for i in tables if i.file_size > SUSPECT_SIZE and i.file_size > SUSPECT_RATIO * max(i.compress_size, 1)
    ]
    if size > LARGEST_UNPACKED or swollen:
        largest = max(tables, key=lambda info: info.file_size)
        packed = sum(info.compress_size for info in tables)
        found = f"it would unpack to {size / 1e9:,.1f} gigabytes from {packed / 1e6:,.1f} megabytes"
        why = f"No survey does ('{_base(largest)}' alone holds {largest.file_size / 1e9:,.1f})"
        raise InputError.single(
            str(file), found, why, "Fetch it again from where it came; unpack it yourself if it is right"
        )


def _endings(infos: list[zipfile.ZipInfo]) -> Counter[str]:
    return Counter(PurePosixPath(info.filename).suffix.lower() for info in infos)


def _is_repeat(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """Whether a table is a repeat group of ODK: its names hold the key of the row that it belongs to."""
    if ending_of(Path(info.filename)) != ".csv":
        return False
    with packed.open(info) as inside:
        return REPEAT_KEY in inside.read(HEAD).split(b"\n", 1)[0]


def _main(file: Path, tables: list[zipfile.ZipInfo], repeats: set[str], wanted: str | None) -> zipfile.ZipInfo:
    names = {_base(info): info for info in tables}
    if wanted is not None:
        if wanted not in names:
            raise InputError.single(str(file), f"it has no table '{wanted}'", "", did_you_mean(wanted, list(names)))
        return names[wanted]
    mains = [info for info in tables if info.filename not in repeats and not _base(info).lower().endswith(AUDIT)]
    if len(mains) == 1:
        return mains[0]
    if not mains:
        why = "Each is a repeat group of a table that is not in it"
        raise InputError.single(str(file), "it has no main table", why, "Export it again, with the main table")
    listed = ", ".join(_base(info) for info in mains[:LISTED])
    todo = f"Name one: {file.name}#{_base(mains[0])}"
    raise InputError.single(str(file), f"{len(mains)} tables are in it", f"Each may be the survey: {listed}", todo)


def _said(
    file: Path, main: zipfile.ZipInfo, read: list[zipfile.ZipInfo], everything: list[zipfile.ZipInfo]
) -> tuple[Finding, ...]:
    """What was taken out of the folder, and what was left in it."""
    text = f"a packed folder; read {_base(main)}"
    if len(read) > 1:
        text += f" with {', '.join(_base(info) for info in read if info is not main)}"
    left = [info for info in everything if info not in read]
    if not left:
        return (Finding("packed", file.name, text),)
    tables = [_base(info) for info in left if ending_of(Path(info.filename)) in READABLE]
    rest = len(left) - len(tables)
    words = [*tables[:LISTED], *([f"{len(tables) - LISTED} tables more"] if len(tables) > LISTED else [])]
    words += [f"{counted(rest, 'file')} such as pictures and recordings"] if rest else []
    missed = any(not name.lower().endswith(AUDIT) for name in tables)
    return (Finding("packed", file.name, f"{text}; not read: {', '.join(words)}", weight="look" if missed else "said"),)
