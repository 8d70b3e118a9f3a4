"""A case read from its files: the initiative, its districts, and a fingerprint of both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from outgrow.initiative.answers import Profile
from outgrow.initiative.check import cross_checks
from outgrow.initiative.describe import Initiative
from outgrow.initiative.districts import DistrictTable, read_districts, tables
from outgrow.initiative.library import CASE_FILES, INITIATIVE_FILE, case_file, shipped_cases
from outgrow.initiative.lines import Document, LinedDefect, in_order, load
from outgrow.initiative.price_checks import beside, price_tables
from outgrow.initiative.priors import PRIORS_FILE, priors_text
from outgrow.initiative.profile import is_profile, read_profile
from outgrow.initiative.references import unused_sources
from outgrow.initiative.wording import defects_of
from outgrow.vocabulary import InputError, did_you_mean

MAPPING_FILE = "mapping.yaml"  # as an import names it
YAML_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Case:
    """An initiative with the files it was read from.

    Parameters
    ----------
    initiative
        What the pilot is.
    file, folder
        The initiative file and the folder in which it and its tables lie.
    districts
        Where the households live.
    fingerprint
        SHA-256 over the initiative file and its tables, the same for any line endings.
    warnings
        Sentences about what is odd and yet no defect.
    profile
        The answers of a quick profile, from which the initiative was filled in; None for a full file.
    """

    initiative: Initiative
    file: Path
    folder: Path
    districts: DistrictTable
    fingerprint: str
    warnings: tuple[str, ...] = ()
    profile: Profile | None = None


def read(case: str | Path) -> Case:
    """Read a case, or report every defect of its files with its line.

    Parameters
    ----------
    case
        A YAML file (an initiative, or a quick profile, which is filled in from shared priors), a folder with
        ``initiative.yaml`` or ``profile.yaml``, or the name of a case that comes with outgrow. An initiative in
        the working folder comes before a shipped case of the same name.

    Raises
    ------
    InputError
        When there is no such case, or with all defects of its files in order of their lines.
    """
    document = load(_find(case))
    if is_profile(document):
        return _profiled(document)
    initiative, found = _validate(document)
    found += document.defects
    found += cross_checks(initiative, document)
    districts, more = _districts(initiative, document)
    found += more
    if found or districts is None:
        raise InputError(str(document.file), in_order(found))
    folder = document.file.parent
    files = [document.file, *tables(initiative.target.districts, folder), *price_tables(initiative, folder)]
    initiative = beside(initiative, folder)
    fingerprint = _fingerprint([(file.name, file.read_bytes()) for file in files])
    warnings = tuple(unused_sources(initiative, document))
    return Case(initiative, document.file, folder, districts, fingerprint, warnings)


def _profiled(document: Document) -> Case:
    """The case of a quick profile: its answers expanded, all households in one district."""
    profile, expanded, warnings = read_profile(document)
    initiative, found = _validate(expanded)
    found += cross_checks(initiative, expanded)
    if found:
        raise InputError(str(document.file), in_order(found))
    districts = DistrictTable((profile.country,), np.ones(1), None)
    contents = [(document.file.name, document.file.read_bytes()), (PRIORS_FILE, priors_text().encode())]
    fingerprint = _fingerprint(contents)
    return Case(initiative, document.file, document.file.parent, districts, fingerprint, warnings, profile)


def _find(case: str | Path) -> Path:
    """The file of an initiative or profile that a path or name stands for."""
    path = Path(case)
    folder = path if case_file(path) else shipped_cases().get(str(case))
    if folder is not None and (file := case_file(folder)):
        return file
    if path.is_dir():
        raise _no_initiative(path)
    if path.exists() or path.suffix in YAML_ENDINGS:
        return _existing(path)
    said = "there is no file, folder or shipped case of this name"
    hint = did_you_mean(str(case), list(shipped_cases()))
    todo = f"{hint} The shipped cases are listed by: outgrow cases".strip()
    raise InputError.single(str(case), said, "", todo)


def _existing(path: Path) -> Path:
    if path.is_file():
        return path
    there = _yaml_files(path.parent)
    hint = did_you_mean(path.name, there) or f"The folder {path.parent} has no YAML file."
    raise InputError.single(str(path), "there is no such file", "", f"{hint} Correct the name")


def _no_initiative(folder: Path) -> InputError:
    if (folder / MAPPING_FILE).is_file():
        why = f"It is the copy of a survey that outgrow import wrote; {MAPPING_FILE} is one section of such a file"
        todo = (
            f"Ask one question of the survey itself, outgrow micro {folder / 'survey.parquet'} --design ... "
            f"--outcome ..., or start a case with outgrow new and paste {MAPPING_FILE} into it"
        )
        return InputError.single(str(folder), f"the folder has no {INITIATIVE_FILE}", why, todo)
    there = _yaml_files(folder)
    why = f"It has {', '.join(there)}" if there else "It has no YAML file"
    todo = f"Name the file itself, or call it {' or '.join(CASE_FILES)}"
    return InputError.single(str(folder), f"the folder has no {INITIATIVE_FILE}", why, todo)


def _yaml_files(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(file.name for file in folder.iterdir() if file.suffix in YAML_ENDINGS)


def _validate(document: Document) -> tuple[Initiative, list[LinedDefect]]:
    """The initiative, or as many of its sections as could be read, and what was refused."""
    try:
        return Initiative.model_validate_json(_as_json(document.data), strict=True), []
    except ValidationError as problem:
        refused = {str(error["loc"][0]) for error in problem.errors() if error["loc"]}
        return _readable_part(document.data, refused), defects_of(problem, document)


def _readable_part(data: dict[str, Any], refused: set[str]) -> Initiative:
    """An initiative whose refused sections are None."""
    return Initiative.model_construct(**dict(_sections(data, refused)))


def _sections(data: dict[str, Any], refused: set[str]) -> Iterator[tuple[str, Any]]:
    for key, info in Initiative.model_fields.items():
        if key in refused:
            yield key, None
        elif key in data:
            adapter: TypeAdapter[Any] = TypeAdapter(info.rebuild_annotation())
            yield key, adapter.validate_json(_as_json(data[key]), strict=True)
        else:
            yield key, info.get_default()


def _as_json(data: Any) -> str:
    """The data as JSON, whose strict reading tells a number from a text and keeps lists apart from values."""
    return json.dumps(data, default=str)


def _districts(initiative: Initiative, document: Document) -> tuple[DistrictTable | None, list[LinedDefect]]:
    if initiative.target is None:
        return None, []
    return read_districts(initiative.target.districts, document)


def _fingerprint(contents: list[tuple[str, bytes]]) -> str:
    """SHA-256 of files' names and contents, with line endings made alike."""
    made = hashlib.sha256()
    for name, written in contents:
        content = written.replace(b"\r\n", b"\n")
        made.update(f"{name}\n{len(content)}\n".encode())
        made.update(content)
    return made.hexdigest()
