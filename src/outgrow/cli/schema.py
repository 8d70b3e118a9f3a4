"""``outgrow schema``: the JSON Schema of initiative files."""

from __future__ import annotations

import json
from pathlib import Path

from outgrow.initiative import schema as initiative_schema
from outgrow.vocabulary import InputError


def schema(*, out: Path | None = None) -> None:
    """Print the JSON Schema of initiative files, from which editors complete.

    Parameters
    ----------
    out
        File to write it to instead.
    """
    text = json.dumps(initiative_schema(), indent=2, ensure_ascii=False)
    if out is None:
        print(text)
        return
    try:
        out.write_text(text + "\n", encoding="utf-8", newline="\n")
    except OSError as problem:
        reason = (problem.strerror or "it cannot be written").capitalize()
        raise InputError.single(str(out), "the file cannot be written", reason, "Choose another --out") from None
    print(f"Wrote {out}.")
