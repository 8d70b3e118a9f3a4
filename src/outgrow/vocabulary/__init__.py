"""Words every room shares; imports nothing of ours."""

from outgrow.vocabulary.errors import (
    Defect,
    InputError,
    MissingExtraError,
    OutgrowError,
    RunError,
    did_you_mean,
)

__all__ = ["Defect", "InputError", "MissingExtraError", "OutgrowError", "RunError", "did_you_mean"]
