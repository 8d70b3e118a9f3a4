"""Checks that could overturn an estimate, each a file behind one protocol."""

from outgrow.micro.impact.checks.protocol import Check, CheckResult

__all__ = ["Check", "CheckResult"]
