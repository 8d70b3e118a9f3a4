"""Checklists in and out: Scaling Scan, ASAT and Scaling Readiness beside the simulation.

`read_scores` reads a scored sheet of CSV or Excel and tells one of another edition; `beside` puts its scores next to
what a run says of the same condition; `empty_sheet` and `save_csv` write sheets. Each checklist is known in one edition
(``editions.json``), with its citation and with what of it was checked.
"""

from outgrow.conditions.checklists.compare import Beside, Comparison, beside
from outgrow.conditions.checklists.editions import checklist, checklists
from outgrow.conditions.checklists.export import empty_sheet, save_csv, save_excel
from outgrow.conditions.checklists.read import read_scores
from outgrow.conditions.checklists.records import Checklist, Component, Item, Score, ScoreSheet

__all__ = [
    "Beside",
    "Checklist",
    "Comparison",
    "Component",
    "Item",
    "Score",
    "ScoreSheet",
    "beside",
    "checklist",
    "checklists",
    "empty_sheet",
    "read_scores",
    "save_csv",
    "save_excel",
]
