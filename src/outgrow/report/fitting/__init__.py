"""Saying how a case's numbers fit its history, and how a price moves: records, pages, charts and folders."""

from outgrow.report.fitting.case import FittedCase, fit
from outgrow.report.fitting.prices import PriceReport, prices

__all__ = ["FittedCase", "PriceReport", "fit", "prices"]
