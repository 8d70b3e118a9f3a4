"""The catalogue of open data sets: address, SHA-256, licence and citation of each.

The catalogue is the file ``datasets.json`` beside this module. outgrow carries none of the data: it knows
where they are published and what their files must hash to.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from outgrow.vocabulary import InputError, did_you_mean

if TYPE_CHECKING:
    import polars as pl

MAY_BE_PASSED_ON = {
    "yes": "may be passed on under this licence",
    "no": "must not be passed on",
    "unclear": "whether it may be passed on is unclear: do not pass it on without asking",
}


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of a data set.

    Parameters
    ----------
    name
        File name in the data set's folder.
    bytes
        Size.
    sha256
        SHA-256 of its content, in hexadecimal digits.
    address
        Where the identical file can be downloaded; empty when there is none.
    made_from
        For a file without an address: the published file it was made from.
    """

    name: str
    bytes: int
    sha256: str
    address: str = ""
    made_from: str = ""


@dataclass(frozen=True, slots=True)
class DataSet:
    """An open data set: what it is, where it is published, and under which terms.

    Parameters
    ----------
    name, title, country
        Its word in the registry, what it holds, and where it is from.
    address
        Public page or DOI.
    citation, licence
        How to cite it, and its terms as they are stated.
    redistributable
        Whether it may be passed on.
    note
        What a user should know.
    folder
        Folder that holds its files in a local mirror.
    files
        Its files.
    checked
        Which of this was held against which source and when, and what was not.
    """

    name: str
    title: str
    country: str
    address: str
    citation: str
    licence: str
    redistributable: Literal["yes", "no", "unclear"]
    note: str
    folder: str
    files: tuple[DataFile, ...]
    checked: str = ""

    def file(self, name: str) -> DataFile:
        """The file of that name.

        Raises
        ------
        InputError
            When the data set has no such file.
        """
        for file in self.files:
            if file.name == name:
                return file
        hint = did_you_mean(name, [file.name for file in self.files])
        raise InputError.single(f"data set '{self.name}'", f"it has no file '{name}'", "", hint)

    def summary(self) -> str:
        """Say what it is, how to cite it and what may be done with it."""
        size = sum(file.bytes for file in self.files)
        count = len(self.files)
        parts = [
            f"{self.title} ({self.country}): {count} file{'s' if count != 1 else ''}, {size / 1e6:.1f} MB",
            f"Cite as: {self.citation}",
            f"Address: {self.address}",
            f"Licence: {self.licence}; {MAY_BE_PASSED_ON[self.redistributable]}",
            self.note,
            f"Checked: {self.checked}" if self.checked else "",
        ]
        return " ".join(f"{part.rstrip('.')}." for part in parts if part)

    def to_frame(self) -> pl.DataFrame:
        """One row a file: name, bytes, sha256, address, made_from."""
        import polars as pl  # noqa: PLC0415  loaded when a table is wanted

        rows = [(file.name, file.bytes, file.sha256, file.address, file.made_from) for file in self.files]
        return pl.DataFrame(rows, schema=["name", "bytes", "sha256", "address", "made_from"], orient="row")


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, DataSet]:
    text = (files("outgrow.sources") / "datasets.json").read_text(encoding="utf-8")
    return {
        name: DataSet(name=name, **{**entry, "files": tuple(DataFile(**file) for file in entry["files"])})
        for name, entry in sorted(json.loads(text).items())
    }


def datasets() -> dict[str, DataSet]:
    """Every data set of the registry, by name in alphabetical order.

    Examples
    --------
    >>> datasets()["wgi"].redistributable
    'yes'
    """
    return dict(_catalogue())


def dataset(name: str) -> DataSet:
    """The data set of that name.

    Raises
    ------
    InputError
        When the registry has none.
    """
    known = _catalogue()
    if name not in known:
        said = "the registry has no data set of this name"
        raise InputError.single(f"data set '{name}'", said, "", did_you_mean(name, list(known)))
    return known[name]
