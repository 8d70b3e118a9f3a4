"""Functions of a chain: who does and pays each today, and who would take it over.

A function is a job that somebody must do and pay for: extension, inputs, credit, aggregation, quality
control, certification, traceability, arbitration, coordination. A candidate takes one over when what it
is worth to that candidate, times the candidate's readiness, reaches its hurdle: the cost times the
multiple ``V*/I`` of the theory of investment under uncertainty (Dixit and Pindyck 1994), lowered by the
candidate's ownership.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outgrow.chain.bounds import NOT_NEGATIVE, POSITIVE, SHARE, outside, require
from outgrow.chain.ownership import SHARE_TOLERANCE, hurdle_after_ownership
from outgrow.vocabulary import Defect

SUBJECT = "ledger of functions"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An actor that could take a function over.

    Parameters
    ----------
    actor
        Who it is.
    value
        What the function is worth to it per season, money.
    readiness
        Share of that value it is able to bring about today, 0 to 1.
    ownership
        Its ownership index, 0 to 1.
    hurdle
        Value it wants per unit of cost before ownership lowers it, such as ``V*/I``.
    """

    actor: str
    value: float
    readiness: float
    ownership: float
    hurdle: float = 1.0


@dataclass(frozen=True, slots=True)
class FunctionLine:
    """One line of the ledger: a function, who does it, who pays it, and who could.

    Parameters
    ----------
    function
        Its name, once in the ledger.
    done_by
        Actor that does it today.
    payers
        Share of its cost by actor; the shares sum to one.
    cost
        Money per season.
    candidates
        Actors that could take it over after the initiator leaves.
    """

    function: str
    done_by: str
    payers: Mapping[str, float]
    cost: float
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Takeover:
    """Whether one candidate takes one function over.

    Parameters
    ----------
    function, actor
        Of whom it is said.
    worth
        Readiness times value.
    required
        Hurdle multiple after ownership, times the cost left to pay.
    """

    function: str
    actor: str
    worth: float
    required: float

    @property
    def surplus(self) -> float:
        """Worth above what is required."""
        return self.worth - self.required

    @property
    def passes(self) -> bool:
        """Whether the candidate takes the function over."""
        return self.worth >= self.required


def takeover_tests(line: FunctionLine, strength: float, subsidy: float = 0.0) -> tuple[Takeover, ...]:
    """Test every candidate of a function.

    Parameters
    ----------
    line
        The function.
    strength
        Share of the hurdle that full ownership takes away, 0 to 1.
    subsidy
        Part of the cost that somebody else goes on paying, money per season, 0 to the whole cost.

    Raises
    ------
    InputError
        For numbers outside their ranges; all at once.

    Examples
    --------
    >>> firm = Candidate("firm", value=120.0, readiness=0.8, ownership=0.5, hurdle=2.0)
    >>> line = FunctionLine("extension", "NGO", {"NGO": 1.0}, 60.0, (firm,))
    >>> [(test.worth, test.required, test.passes) for test in takeover_tests(line, strength=0.4)]
    [(96.0, 96.0, True)]
    """
    require(SUBJECT, line_defects(line), outside(SHARE, {"strength": strength}))
    require(SUBJECT, outside(NOT_NEGATIVE, {"subsidy": subsidy, "cost after subsidy": line.cost - subsidy}))
    return tuple(
        Takeover(
            function=line.function,
            actor=candidate.actor,
            worth=candidate.readiness * candidate.value,
            required=hurdle_of(candidate, strength) * (line.cost - subsidy),
        )
        for candidate in line.candidates
    )


def hurdle_of(candidate: Candidate, strength: float) -> float:
    """Candidate's hurdle multiple after ownership."""
    return float(hurdle_after_ownership(candidate.hurdle, candidate.ownership, strength))


def ledger_defects(lines: Sequence[FunctionLine]) -> list[Defect]:
    """All that is wrong with the lines of a ledger."""
    defects = [defect for line in lines for defect in line_defects(line)]
    names = [line.function for line in lines]
    defects += [
        Defect(f"'{name}' {names.count(name)} times", "ledger", "a function has one line", "Join its lines")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    return defects


def line_defects(line: FunctionLine) -> list[Defect]:
    """All that is wrong with one line."""
    defects = outside(NOT_NEGATIVE, {f"cost of {line.function}": line.cost})
    if not line.done_by.strip():
        why = "a function is a job that somebody does"
        defects.append(Defect("nobody does it", line.function, why, "Name who does it, or take the function out"))
    payers = {f"share of {actor} in {line.function}": share for actor, share in line.payers.items()}
    defects += outside(SHARE, payers)
    total = sum(line.payers.values())
    if not abs(total - 1.0) <= SHARE_TOLERANCE:
        defects.append(
            Defect(
                f"payers' shares sum to {total:g}",
                line.function,
                f"they have to sum to one and miss it by {total - 1.0:g}",
                "Name every payer of its cost",
            )
        )
    for candidate in line.candidates:
        defects += candidate_defects(candidate, line.function)
    return defects + twice_defects(line)


def candidate_defects(candidate: Candidate, function: str) -> list[Defect]:
    """All that is wrong with the numbers of one candidate."""
    place = f"of {candidate.actor} for {function}"
    return [
        *outside(NOT_NEGATIVE, {f"value {place}": candidate.value}),
        *outside(SHARE, {f"readiness {place}": candidate.readiness}),
        *outside(SHARE, {f"ownership {place}": candidate.ownership}),
        *outside(POSITIVE, {f"hurdle {place}": candidate.hurdle}),
    ]


def twice_defects(line: FunctionLine) -> list[Defect]:
    """Candidates that a line names more than once."""
    actors = [candidate.actor for candidate in line.candidates]
    return [
        Defect(f"candidate '{actor}' more than once", line.function, "it is tested once", "Keep one of them")
        for actor in dict.fromkeys(actors)
        if actors.count(actor) > 1
    ]
