"""Poverty, inequality and living income of a survey, with errors that follow from how it was drawn.

- ``sampling``: weights, strata and clusters, and the design-based covariance; ``codes`` numbers labels, ``domains``
  averages many groups at once, ``influence`` says what each row adds to a measure, ``resampling`` draws clusters again.
- ``survey_poverty``: FGT, Watts, Gini and others, for everybody or by group; ``survey_living_income`` the distance
  from a living income; ``ppi`` poverty from ten questions.
- ``poverty_change``: before and after; ``growth_split`` what growth and what redistribution did; ``lifted`` how many
  persons crossed the line.
- ``incomes`` are a survey's columns; ``at_line``, ``at_benchmark`` and ``by_scores`` say everything that follows from
  them at a poverty line, at a living income, and from scorecards; ``findings`` what is handed over.
- ``lines``: international poverty lines with their year, in a country's money; ``lorenz`` poverty from a published
  Lorenz curve.
- ``estimates``: numbers with their intervals, as table and sentences.
"""

from outgrow.micro.welfare.at_benchmark import Benchmark, at_benchmark
from outgrow.micro.welfare.at_line import IncomeEffect, UsedLine, at_line
from outgrow.micro.welfare.by_scores import by_scores
from outgrow.micro.welfare.estimates import LEVEL, Estimate, Estimates, estimate
from outgrow.micro.welfare.findings import MAIN, LineFinding, LivingIncomeFinding, PpiFinding, WelfareFindings
from outgrow.micro.welfare.growth_split import GrowthSplit, growth_split
from outgrow.micro.welfare.incomes import Incomes, Mask
from outgrow.micro.welfare.influence import MEASURES, Measure
from outgrow.micro.welfare.lifted import PersonsLifted, lifted_between, lifted_by_effect
from outgrow.micro.welfare.lines import (
    MoneyLine,
    international_line,
    line_in_money,
    poverty_lines,
    powers_of,
    purchasing_powers,
)
from outgrow.micro.welfare.lorenz import LorenzCurve, LorenzPoverty, lorenz_curve
from outgrow.micro.welfare.poverty_change import PovertyChange, poverty_change
from outgrow.micro.welfare.ppi import PpiTable, ppi_poverty, ppi_table, ppi_table_in, ppi_table_of
from outgrow.micro.welfare.round_order import rounds_in_order
from outgrow.micro.welfare.sampling import Sampling, covariance, sampling
from outgrow.micro.welfare.survey_living_income import survey_living_income
from outgrow.micro.welfare.survey_poverty import survey_poverty

__all__ = [
    "LEVEL",
    "MAIN",
    "MEASURES",
    "Benchmark",
    "Estimate",
    "Estimates",
    "GrowthSplit",
    "IncomeEffect",
    "Incomes",
    "LineFinding",
    "LivingIncomeFinding",
    "LorenzCurve",
    "LorenzPoverty",
    "Mask",
    "Measure",
    "MoneyLine",
    "PersonsLifted",
    "PovertyChange",
    "PpiFinding",
    "PpiTable",
    "Sampling",
    "UsedLine",
    "WelfareFindings",
    "at_benchmark",
    "at_line",
    "by_scores",
    "covariance",
    "estimate",
    "growth_split",
    "international_line",
    "lifted_between",
    "lifted_by_effect",
    "line_in_money",
    "lorenz_curve",
    "poverty_change",
    "poverty_lines",
    "powers_of",
    "ppi_poverty",
    "ppi_table",
    "ppi_table_in",
    "ppi_table_of",
    "purchasing_powers",
    "rounds_in_order",
    "sampling",
    "survey_living_income",
    "survey_poverty",
]
