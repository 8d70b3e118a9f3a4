"""What the pilot is: an initiative file read into one frozen record.

A person writes one YAML file per case. ``read`` turns it, with the table of districts beside it, into a
`Case` whose `Initiative` all other rooms compute with, or reports every defect with its line. ``entries``
lists all its parameters by dotted name, ``model_values`` puts them into the model's units. ``new`` and
``template`` write a file to start from, ``schema`` lets editors complete it, and ``shipped_cases`` names the
cases that come along. A quick profile (``Profile``) is a file of under thirty answers that ``read`` fills up to a
whole initiative from one file of wide priors; ``asked`` says which question informs a parameter. ``questions``
explains each of them, ``typed_number`` and its kin read an answer as a person types it, and ``answer_defects`` says
what is wrong with those given so far.
"""

from outgrow.initiative.aims import Change, HistoricalPoint, Option
from outgrow.initiative.analyses import Analysis, Condition, OutsideKind, Published
from outgrow.initiative.answers import NEEDED, QUESTIONS, Profile
from outgrow.initiative.describe import Initiative, Source
from outgrow.initiative.districts import DistrictTable
from outgrow.initiative.donors import DonorSurvey
from outgrow.initiative.household_budget import Budget, BudgetLine, FamilyLabour, Quoted
from outgrow.initiative.income_units import IncomeUnit, income_unit, time_factor
from outgrow.initiative.library import CASE_FILES, case_file, cases_in, shipped_cases
from outgrow.initiative.lines import Document, LinedDefect, decode, in_order, load
from outgrow.initiative.market import Stage as ChainStage
from outgrow.initiative.market import WorldPrice
from outgrow.initiative.planned import Guess, PlannedSurvey, Wanted
from outgrow.initiative.priors import asked, is_shared
from outgrow.initiative.profile import answer_defects
from outgrow.initiative.questions import Question, questions
from outgrow.initiative.read import Case, read
from outgrow.initiative.schema import node_at, schema
from outgrow.initiative.section import Section
from outgrow.initiative.shorthand import written_out
from outgrow.initiative.survey import Survey, SurveyColumn
from outgrow.initiative.template import new, template
from outgrow.initiative.typed import TypedError, typed_number, typed_truth, typed_word, typed_year
from outgrow.initiative.values import TAILS, Entry, entries, model_unit, model_values, to_model_units
from outgrow.initiative.welfare import LivingIncome, PovertyLine, PpiScores, Welfare, WelfareMeasure
from outgrow.initiative.welfare_checks import income_role, money_column
from outgrow.initiative.wording import defects_of
from outgrow.initiative.written import profile_text, write_profile

__all__ = [
    "CASE_FILES",
    "NEEDED",
    "QUESTIONS",
    "TAILS",
    "Analysis",
    "Budget",
    "BudgetLine",
    "Case",
    "ChainStage",
    "Change",
    "Condition",
    "DistrictTable",
    "Document",
    "DonorSurvey",
    "Entry",
    "FamilyLabour",
    "Guess",
    "HistoricalPoint",
    "IncomeUnit",
    "Initiative",
    "LinedDefect",
    "LivingIncome",
    "Option",
    "OutsideKind",
    "PlannedSurvey",
    "PovertyLine",
    "PpiScores",
    "Profile",
    "Published",
    "Question",
    "Quoted",
    "Section",
    "Source",
    "Survey",
    "SurveyColumn",
    "TypedError",
    "Wanted",
    "Welfare",
    "WelfareMeasure",
    "WorldPrice",
    "answer_defects",
    "asked",
    "case_file",
    "cases_in",
    "decode",
    "defects_of",
    "entries",
    "in_order",
    "income_role",
    "income_unit",
    "is_shared",
    "load",
    "model_unit",
    "model_values",
    "money_column",
    "new",
    "node_at",
    "profile_text",
    "questions",
    "read",
    "schema",
    "shipped_cases",
    "template",
    "time_factor",
    "to_model_units",
    "typed_number",
    "typed_truth",
    "typed_word",
    "typed_year",
    "write_profile",
    "written_out",
]
