"""Lessons: sentences with the cases that bear them out and those that do not.

A lesson from real cases comes from a comparison of coded cases (`lessons_from_cases`): combinations that go with the
outcome, conditions it does not occur without, and single conditions that tell cases apart. A lesson from simulated
cases (`lessons_from_worlds`) comes from what runs found when they moved a number, took a support away or added an
option. The two stand side by side and are never counted together: each lesson says what it rests on. `case_matrix`
holds the conditions against the cases, with what happened and what was simulated in rows of their own.
"""

from outgrow.conditions.lessons.matrix import CaseMatrix, MatrixRow, case_matrix
from outgrow.conditions.lessons.real import lessons_from_cases, read_labels
from outgrow.conditions.lessons.records import GRADES, Lesson, Lessons
from outgrow.conditions.lessons.simulated import SimulatedCase, lessons_from_worlds, read_simulated

__all__ = [
    "GRADES",
    "CaseMatrix",
    "Lesson",
    "Lessons",
    "MatrixRow",
    "SimulatedCase",
    "case_matrix",
    "lessons_from_cases",
    "lessons_from_worlds",
    "read_labels",
    "read_simulated",
]
