"""The report as one page that needs nothing but itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final, NamedTuple

from altair import LayerChart
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from vl_convert import vegalite_to_svg

from outgrow.conditions import CLASSES, Verdict
from outgrow.report.amounts import probability
from outgrow.report.assumptions import (
    certain_table,
    drivers_table,
    history_table,
    sources_table,
    studies_table,
)
from outgrow.report.captions import captions
from outgrow.report.chain_captions import balance, chain_captions, firm_words, subsidy_free, surplus_words
from outgrow.report.chain_tables import (
    accounts_table,
    hand_over_table,
    information_table,
    institutions_table,
    ownership_table,
    rollout_table,
    rules_table,
    services_table,
    takeover_table,
)
from outgrow.report.charts import cash_alone, chain_charts, charts
from outgrow.report.findings import (
    districts_table,
    firm_table,
    functions_table,
    gains_table,
    household_table,
    options_table,
    payers_table,
)
from outgrow.report.measures import spending
from outgrow.report.pilot import pilot_section
from outgrow.report.prose import answer, binding, contract_range, full_run, reason, uncertainty
from outgrow.report.questions import beyond, improvements
from outgrow.report.records import Background, Results
from outgrow.report.tables import web_address

MOST_STEPS = 5  # questions to improve that the page lists
TEMPLATES: Final = Path(__file__).parent / "templates"
INNER_NAME: Final = re.compile(r'(?<=id=")|(?<=url\(#)|(?<=href="#)')
FIXED_SIZE: Final = re.compile(r' width="[\d.]+" height="[\d.]+"(?= viewBox)')


class Figure(NamedTuple):
    """A chart as SVG, with the finding above it."""

    name: str
    caption: str
    svg: Markup


def page(results: Results) -> str:
    """The report as HTML."""
    return environment().get_template("report.html").render(_content(results))


def chain_page(report: Background) -> str:
    """The chain by itself as HTML."""
    said = chain_captions(report)
    drawn_up = {name: Figure(name, said[name], drawn(name, c, said[name])) for name, c in chain_charts(report).items()}
    cash = "The firm's cumulative cash, had it run the initiative alone from the start."
    drawn_up["cash_alone"] = Figure("cash_alone", cash, drawn("cash_alone", cash_alone(report), cash))
    content = {
        "initiative": report.initiative,
        "results": report,
        "figures": drawn_up,
        "sources": [(key, s.citation, web_address(s.url)) for key, s in report.initiative.sources.items()],
        "n": f"n = {report.ensemble.draws} possible worlds",
        **chain_content(report),
    }
    return environment().get_template("chain_page.html").render(content)


def chain_content(report: Background) -> dict[str, Any]:
    """What the chain's section says; nothing of it where the chain was not worked out."""
    found = report.chain
    if found is None:
        return {"chain": None}
    return {
        "chain": accounts_table(found, report),
        "balance": balance(found),
        "contract_range": contract_range(found.contract, report.code),
        "takeover": takeover_table(found, report),
        "services": services_table(found, report),
        "institutions": institutions_table(found, report),
        "rules": rules_table(found, report),
        "ownership": ownership_table(found, report),
        "information": information_table(found, report),
        "rollout": rollout_table(found, report),
        "hand_overs": hand_over_table(found, report),
        "subsidy_free": subsidy_free(found, report),
        "firm_words": firm_words(found, report),
        "survey_words": chain_captions(report).get("survey", ""),
        "surplus": surplus_words(found, report),
    }


def environment() -> Environment:
    """Where the templates of all pages come from; everything written into them is escaped."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _content(results: Results) -> dict[str, Any]:
    """Everything that the template says, worked out."""
    initiative, verdict = results.initiative, results.verdict
    return {
        "initiative": initiative,
        "results": results,
        "answer": answer(verdict),
        "binding": binding(verdict),
        "uncertainty": uncertainty(results),
        "full_run": full_run(results),
        **_first_steps(results),
        "gates": _gates(results),
        "classes": _classes(verdict),
        "figures": figures(results),
        "options": options_table(results) if results.appraisals else None,
        "option_draws": results.appraisals[0].draws if results.appraisals else 0,
        "option_error": _largest_error(results),
        "household": household_table(results.micro, results.code) if results.micro else None,
        **chain_content(results),
        "payers": payers_table(results) if spending(results.ensemble) else None,
        "gains": gains_table(results),
        "firm": firm_table(results),
        "functions": functions_table(results),
        "districts": districts_table(results),
        "pilot": pilot_section(results.pilot, results.code, drawn) if results.pilot else None,
        "studies": studies_table(results),
        "drivers": drivers_table(results),
        "certain": certain_table(results),
        "history": history_table(results) if initiative.history else None,
        "sources": sources_table(results),
        "assumed": sum(entry.parameter.assumed for entry in results.ensemble.worlds.listed.values()),
        "numbers": len(results.ensemble.worlds.listed),
        "n": f"n = {results.ensemble.draws} possible worlds",
    }


def figures(results: Results) -> dict[str, Figure]:
    """Charts drawn, by name."""
    said = captions(results)
    return {name: Figure(name, said[name], drawn(name, chart, said[name])) for name, chart in charts(results).items()}


def drawn(name: str, chart: LayerChart, words: str) -> Markup:
    """A chart as SVG of any size, its inner names made its own, its words for those who cannot see it."""
    svg = vegalite_to_svg(chart.to_dict())
    svg = INNER_NAME.sub(f"{name}-", FIXED_SIZE.sub("", svg, count=1))
    opening = Markup('<svg role="img" aria-label="{}"').format(words)
    return Markup(svg.replace("<svg", opening, 1))


def _first_steps(results: Results) -> dict[str, Any]:
    """What to find out first, for a case that was read from a quick profile."""
    if results.case.profile is None:
        return {"first_steps": None, "beyond": ""}
    return {"first_steps": improvements(results)[:MOST_STEPS], "beyond": beyond(results)}


def _gates(results: Results) -> list[dict[str, Any]]:
    return [
        {
            "name": gate.name,
            "question": gate.question,
            "probability": probability(gate.probability),
            "width": 100.0 * gate.probability,
            "error": 100.0 * gate.error,
            "reason": reason(gate, results.code),
            "binds": gate.name == results.verdict.binding.name,
        }
        for gate in results.verdict.gates
    ]


def _classes(verdict: Verdict) -> list[dict[str, Any]]:
    return [
        {"name": name, "probability": probability(p), "width": 100.0 * p, "meaning": CLASSES[name]}
        for name, p in verdict.probabilities.items()
    ]


def _largest_error(results: Results) -> float:
    """Largest standard error of a gain in the probability of all six gates, in points."""
    return 100.0 * max((found.error for found in results.appraisals), default=0.0)
