"""Text that a verb writes into a file which its user names."""

from __future__ import annotations

from pathlib import Path


def write_text(file: Path, text: str, option: str) -> None:
    """Write it, or say why it cannot be written there.

    Raises
    ------
    InputError
        When the file cannot be written; ``option`` is the one to choose another with.
    """
    from outgrow.vocabulary import InputError  # noqa: PLC0415

    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as problem:
        reason = (problem.strerror or "it cannot be written").capitalize()
        raise InputError.single(str(file), "the file cannot be written", reason, f"Choose another {option}") from None
