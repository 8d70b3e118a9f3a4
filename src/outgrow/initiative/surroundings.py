"""Institutions and government: levers that act on mechanisms, each with its present state."""

from __future__ import annotations

from pydantic import Field

from outgrow.initiative.section import FreightRate, Section, Share


class Institutions(Section):
    """Extension, standards, finance and arbitration, as they are without the initiative."""

    finance_access: Share = Field(description="Share of households that can borrow against a deferred payment.")
    finance_relief: Share = Field(
        description="Share of the loss in value of a deferred payment that such borrowing takes away."
    )
    arbitration: Share = Field(description="Chance, beyond the courts, that arbitration enforces a contract.")
    follow_up: Share = Field(description="Share of trained households that extension visits again each season.")


class Government(Section):
    """Infrastructure, information, level playing field and corruption, as they are."""

    transport: FreightRate = Field(description="Cost of carrying a kg a kilometre to the buying point.")
    information: Share = Field(description="Share of the gap between belief and experience closed a season.")
    markdown: Share = Field(description="Share by which weak competition lowers rivals' prices.")
    leakage: Share = Field(description="Share of payments and budgets that does not arrive.")
