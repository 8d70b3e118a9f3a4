"""Governance type of a chain from three properties of its transactions.

Method: Gereffi, G., J. Humphrey and T. Sturgeon (2005), "The governance of global value chains", Review of
International Political Economy 12(1): 78-104, table 1: five types, and three combinations in which no
governed link comes about.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from outgrow.vocabulary import Defect, InputError, did_you_mean


class Level(StrEnum):
    """How much of a property a transaction or supplier base has."""

    LOW = "low"
    HIGH = "high"


class GovernanceType(StrEnum):
    """Types in the order of rising coordination and power asymmetry, then the excluded combinations."""

    MARKET = "market"
    MODULAR = "modular"
    RELATIONAL = "relational"
    CAPTIVE = "captive"
    HIERARCHY = "hierarchy"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Governance:
    """Governance type with the reason it follows from the three properties."""

    type: GovernanceType
    reason: str

    def summary(self) -> str:
        """Sentence with type and reason."""
        return f"Governance: {self.type.value}. {self.reason}"


LOW, HIGH = Level.LOW, Level.HIGH
RULES: dict[tuple[Level, Level, Level], Governance] = {
    (LOW, HIGH, HIGH): Governance(
        GovernanceType.MARKET, "Simple, easily described products from able suppliers: price is enough."
    ),
    (HIGH, HIGH, HIGH): Governance(
        GovernanceType.MODULAR, "Complex but codified: able suppliers make to the buyer's specification."
    ),
    (HIGH, LOW, HIGH): Governance(
        GovernanceType.RELATIONAL, "Complex and tacit, able suppliers: both sides depend on each other."
    ),
    (HIGH, HIGH, LOW): Governance(
        GovernanceType.CAPTIVE, "Complex and codified, weak suppliers: they depend on the buyer's support."
    ),
    (HIGH, LOW, LOW): Governance(
        GovernanceType.HIERARCHY, "Complex and tacit, weak suppliers: the buyer produces itself."
    ),
    (LOW, HIGH, LOW): Governance(
        GovernanceType.EXCLUDED,
        "Simple and codified, yet suppliers fall short: they are left out of the chain.",
    ),
    (LOW, LOW, HIGH): Governance(
        GovernanceType.EXCLUDED, "Simple yet hard to codify, able suppliers: unlikely to occur."
    ),
    (LOW, LOW, LOW): Governance(
        GovernanceType.EXCLUDED, "Simple yet hard to codify, weak suppliers: unlikely to occur."
    ),
}


def governance_type(complexity: str, codifiability: str, capability: str) -> Governance:
    """Governance type from complexity, codifiability and supplier capability.

    Parameters
    ----------
    complexity
        Of the information that a transaction needs, ``low`` or ``high``.
    codifiability
        Whether that information can be written into a specification, ``low`` or ``high``.
    capability
        Of the suppliers in relation to what is asked, ``low`` or ``high``.

    Raises
    ------
    InputError
        For any other word; all of them at once.

    Examples
    --------
    >>> governance_type("high", "high", "low").type.value
    'captive'
    """
    given = {"complexity": complexity, "codifiability": codifiability, "capability": capability}
    words = [level.value for level in Level]
    defects = [
        Defect(f"'{word}'", name, "it is either low or high", did_you_mean(word, words))
        for name, word in given.items()
        if word not in words
    ]
    if defects:
        raise InputError("governance type", defects)
    return RULES[Level(complexity), Level(codifiability), Level(capability)]
