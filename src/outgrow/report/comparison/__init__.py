"""Saying what a comparison of cases found: on a screen, on a page with charts, and as tables."""

from outgrow.report.comparison.checklist import checklist_screen, save_checklist
from outgrow.report.comparison.lessons_page import lessons_page, save_lessons
from outgrow.report.comparison.lessons_screen import lessons_screen
from outgrow.report.comparison.qca_page import qca_page, save_qca
from outgrow.report.comparison.qca_report import QcaReport
from outgrow.report.comparison.qca_screen import qca_screen

__all__ = [
    "QcaReport",
    "checklist_screen",
    "lessons_page",
    "lessons_screen",
    "qca_page",
    "qca_screen",
    "save_checklist",
    "save_lessons",
    "save_qca",
]
