"""Whether the simulation of a case rests on what its own survey found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outgrow.initiative import Initiative
from outgrow.micro.pilot.answered import Answered

YIELD = "yield"  # what the studies of participation.evidence are about
SAME = 0.005  # half a point: a share written with two decimals says the same


def unlike_the_file(initiative: Initiative, answers: Sequence[Answered]) -> Iterator[str]:
    """A sentence for each measured effect on yield that the file's own studies of the pilot do not hold.

    The simulation takes the pilot's effect from ``participation.evidence``, because a person decides which of a
    survey's answers is the effect; a case whose survey says otherwise would be simulated with another number unseen.

    Parameters
    ----------
    initiative
        The case.
    answers
        Its questions, answered; those held against published effects on yield count.
    """
    asked = {analysis.id for analysis in initiative.analyses if analysis.outside and analysis.outside.outcome == YIELD}
    own = [e for e in initiative.participation.evidence if e.role == "pilot" and e.estimate is not None]
    held = {e.id: e.estimate.middle for e in own if e.estimate is not None}
    for one in answers:
        relative, reference = one.estimate.relative, one.estimate.reference
        if one.id not in asked or relative is None or not reference or not one.estimate.se > 0:
            continue
        if any(abs(value - relative) < SAME for value in held.values()):
            continue
        taken = ", ".join(f"{name} {100 * value:+z.1f} %" for name, value in held.items()) or "none"
        yield (
            f"'{one.id}' measured {100 * relative:+z.1f} %, and the simulation (outgrow run) takes another effect of "
            f"the pilot on yield from participation.evidence: {taken}. If yours is the better number, write it there: "
            f"estimate: {{value: {relative:.3f}, unit: share, source: ...}}, "
            f"standard_error: {{value: {one.estimate.se / abs(reference):.3f}, unit: share, source: ...}}."
        )
