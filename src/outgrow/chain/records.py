"""What the chain hands over: one frozen record of its findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outgrow.chain.accounts import ChainAccounts, compare
from outgrow.chain.contract_range import ContractRange
from outgrow.chain.firm import FirmCase
from outgrow.chain.governance import Governance
from outgrow.chain.ledger import Ledger

if TYPE_CHECKING:
    import polars as pl

Row = tuple[str, str, str, float]


@dataclass(frozen=True, slots=True, eq=False)
class ChainFindings:
    """Who gains, who pays and who takes over.

    Parameters
    ----------
    without, with_initiative
        Accounts of the chain without and with the initiative.
    firm
        The firm's recovery of its up-front investment.
    contract
        Self-enforcing range of the contract.
    ledger
        Functions and who takes them over.
    ownership
        Ownership index by actor.
    governance
        Governance type of the chain.
    """

    without: ChainAccounts
    with_initiative: ChainAccounts
    firm: FirmCase
    contract: ContractRange
    ledger: Ledger
    ownership: Mapping[str, float]
    governance: Governance

    def summary(self) -> str:
        """Paragraph with the finding of each part of the room."""
        owners = ", ".join(f"{actor} {index:.2f}" for actor, index in self.ownership.items())
        parts = [
            compare(self.without, self.with_initiative).summary(),
            self.firm.summary(),
            self.contract.summary(),
            self.ledger.summary(),
            f"Ownership at the start: {owners}." if owners else "Ownership at the start: not stated.",
            self.governance.summary(),
        ]
        return " ".join(parts)

    def to_frame(self) -> pl.DataFrame:
        """Tidy table of the numbers: section, subject, measure, value; means where there are draws."""
        import polars as pl  # noqa: PLC0415  heavy: only when a table is asked for

        rows = [*self.account_rows(), *self.firm_rows(), *self.contract_rows(), *self.function_rows()]
        rows += [("ownership", actor, "index", float(index)) for actor, index in self.ownership.items()]
        columns = {"section": str, "subject": str, "measure": str, "value": float}
        return pl.DataFrame(rows, schema=columns, orient="row")

    def account_rows(self) -> list[Row]:
        """Rows of the accounts, without and with the initiative."""
        states = (("accounts without", self.without), ("accounts with", self.with_initiative))
        return [
            (state, actor, measure, float(getattr(found, measure)[place]))
            for state, found in states
            for place, actor in enumerate(found.actors)
            for measure in ("value_added", "margin", "value_share")
        ]

    def firm_rows(self) -> list[Row]:
        """Rows of the firm's case; payback is the mean of the draws in which it comes."""
        paid = self.firm.discounted_payback[np.isfinite(self.firm.discounted_payback)]
        return [
            ("firm", "firm", "npv", float(np.mean(self.firm.npv))),
            ("firm", "firm", "recovers", self.firm.recovers),
            ("firm", "firm", "irr", self.firm.irr.rate),
            ("firm", "firm", "discounted_payback", float(np.mean(paid)) if paid.size else float("nan")),
            ("firm", "firm", "strategic_npv", float(np.mean(self.firm.strategic_npv))),
        ]

    def contract_rows(self) -> list[Row]:
        """Rows of the contract's range."""
        return [
            ("contract", "contract", measure, float(np.mean(getattr(self.contract, measure))))
            for measure in ("low", "high", "below", "inside", "above")
        ]

    def function_rows(self) -> list[Row]:
        """Rows of the ledger: cost, and 1 where a function goes on without subsidy."""
        taken = self.ledger.taken_over
        return [
            row
            for line in self.ledger.lines
            for row in (
                ("functions", line.function, "cost", float(line.cost)),
                ("functions", line.function, "taken_over", float(line.function in taken)),
            )
        ]
