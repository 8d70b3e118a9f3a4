"""Who carries each function before and after the initiator leaves."""

from __future__ import annotations

from typing import Any, Final

import altair as alt

from outgrow.chain import ChainFindings
from outgrow.report.measures import leaving_part, takeovers
from outgrow.report.records import Background
from outgrow.report.style import ACTORS, EMPTY, INK, data, finish

NOBODY: Final = "nobody"
ROW = 30


def hand_over(found: ChainFindings, results: Background) -> alt.LayerChart:
    """For each function two bars: who pays it today, and who pays it after the exit, as a mean of the worlds."""
    initiative, rows = results.initiative, list[dict[str, Any]]()
    for place, line in enumerate(initiative.functions):
        label = line.id.replace("_", " ")
        leaving = leaving_part(line.paid_by, initiative)
        gone = {initiative.initiator.actor, *initiative.initiator.also_leaving}
        after = {actor: share for actor, share in line.paid_by.items() if actor not in gone}
        taken = takeovers(results.ensemble, place) if leaving else {}
        for actor, part in taken.items():
            after[actor] = after.get(actor, 0.0) + leaving * part
        for state, shares in (("today", dict(line.paid_by)), ("after the exit", after)):
            rest = 1.0 - sum(shares.values())
            named = {results.actor(actor): share for actor, share in shares.items()}
            if rest > 1e-9:
                named[NOBODY] = rest
            low = 0.0
            for actor, share in named.items():
                rows.append({"function": label, "state": state, "payer": actor, "from": low, "to": low + share})
                low += share
    payers = list(dict.fromkeys(row["payer"] for row in rows if row["payer"] != NOBODY))
    colours = [ACTORS[k % len(ACTORS)] for k in range(len(payers))]
    x = alt.X("from:Q", scale=alt.Scale(domain=[0.0, 1.0]), axis=alt.Axis(title="Share of its cost", format=".0%"))
    bars = (
        alt.Chart(data(rows))
        .mark_bar(stroke="white", strokeWidth=0.5)
        .encode(
            y=alt.Y(
                "function:N",
                sort=[line.id.replace("_", " ") for line in initiative.functions],
                axis=alt.Axis(title=None, ticks=False, domain=False),
            ),
            yOffset=alt.YOffset("state:N", sort=["today", "after the exit"]),
            x=x,
            x2="to:Q",
            color=alt.Color("payer:N", sort=None, scale=alt.Scale(domain=[*payers, NOBODY], range=[*colours, EMPTY])),
        )
    )
    outline = (
        alt.Chart(data([row for row in rows if row["payer"] == NOBODY] or [{"function": "", "from": 0.0, "to": 0.0}]))
        .mark_bar(fill=None, stroke=INK, strokeDash=[2, 2], strokeWidth=0.8)
        .encode(
            y=alt.Y("function:N", sort=[line.id.replace("_", " ") for line in initiative.functions]),
            yOffset=alt.YOffset("state:N", sort=["today", "after the exit"]),
            x=x,
            x2="to:Q",
        )
    )
    layers = [bars, outline] if any(row["payer"] == NOBODY for row in rows) else [bars]
    return finish(alt.layer(*layers), width=230, height=ROW * len(initiative.functions))
