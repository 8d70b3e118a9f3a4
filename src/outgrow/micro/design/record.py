"""How the data came about, and which column says what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from outgrow.micro.design.columns import label
from outgrow.vocabulary import Defect, InputError, did_you_mean

DesignKind = Literal["rct", "did", "staggered", "matched", "beneficiaries-only"]
KINDS: tuple[str, ...] = ("rct", "did", "staggered", "matched", "beneficiaries-only")
Missing = Literal["refuse", "leave out", "indicator"]
MISSING: tuple[str, ...] = ("refuse", "leave out", "indicator")
ONE_ARMED: tuple[str, ...] = ("refuse", "keep")
ASSIGNED: tuple[str, ...] = ("unit", "cluster")
COMPARISONS: tuple[str, ...] = ("not yet", "never")


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """An evaluation's design: the comparison it makes and the columns it reads.

    Parameters
    ----------
    kind
        ``rct`` (arms were drawn by lot), ``did`` (both arms measured before and after), ``staggered`` (units
        start in different periods), ``matched`` (arms were not drawn, likeness is made by weighting) or
        ``beneficiaries-only`` (nobody outside was measured).
    outcome, outcome_unit
        Column of the outcome and what it counts, such as ``UGX/l``.
    outcome_label
        How the outcome is called in sentences and tables; its column's name when left out.
    arm
        Column of the arm each row belongs to.
    control, treated
        Labels of the arms that are compared. Left empty, control is the arm called 0, false, control, C or
        comparison, and treated is every other arm. Arms in neither keep an indicator of their own.
    unit
        Column that identifies the household, plot or firm.
    cluster
        Column of the groups within which outcomes move together: villages, collection centres. Standard
        errors are clustered on it.
    assigned
        Whether arms were given to each ``unit`` or to whole ``cluster`` s.
    strata
        Columns within which arms were drawn, or the groups to compare within (a field, a district).
    weights
        Column of sampling weights.
    period, treated_from
        Column of the round or year, and the first period with the programme.
    first_treated
        Column of the period in which a unit starts; empty or 0 for those that never do (``staggered``).
    baseline
        Column of the outcome before the programme, where a row holds both.
    covariates
        Columns measured before the programme.
    take_up
        Column, from 0 to 1, of who took part.
    missing
        What to do with rows whose baseline or covariates are unknown: ``refuse`` them with a list, ``leave
        out`` (counted, and said), or ``indicator`` (the unknown number becomes the mean and an indicator of
        it joins the regression; Groenwold et al. 2012 on trials).
    one_armed
        What to do with strata that hold only treated or only control rows, which say nothing about the
        effect: ``refuse`` or ``keep`` (counted, and said).
    comparison
        Whom starters are compared with (``staggered``): all that had ``not yet`` started, or those that ``never`` do.

    Raises
    ------
    InputError
        With every choice that is not one of those above, and every entry that the kind of design needs.

    Examples
    --------
    >>> design = Design(kind="rct", outcome="price", arm="treat", cluster="centre", outcome_unit="UGX/l")
    >>> design.needs
    ('price', 'treat', 'centre')
    """

    kind: DesignKind
    outcome: str
    outcome_unit: str = "units of the outcome"
    outcome_label: str = ""
    arm: str = ""
    control: tuple[Any, ...] | str | int | bool = ()
    treated: tuple[Any, ...] | str | int | bool = ()
    unit: str = ""
    cluster: str = ""
    assigned: Literal["unit", "cluster"] = "unit"
    strata: tuple[str, ...] | str = ()
    weights: str = ""
    period: str = ""
    treated_from: Any = None
    first_treated: str = ""
    baseline: str = ""
    covariates: tuple[str, ...] | str = ()
    take_up: str = ""
    missing: Missing = "refuse"
    one_armed: Literal["refuse", "keep"] = "refuse"
    comparison: Literal["not yet", "never"] = "not yet"

    def __post_init__(self) -> None:
        for name in ("control", "treated", "strata", "covariates"):
            object.__setattr__(self, name, _many(getattr(self, name)))
        if defects := [*self._words(), *self._entries()]:
            raise InputError(f"design of {self.outcome or 'the evaluation'}", defects)

    @property
    def outcome_words(self) -> str:
        """How the outcome is called in sentences and tables."""
        return self.outcome_label or self.outcome

    @property
    def strata_columns(self) -> tuple[str, ...]:
        """Columns of the strata."""
        return self.strata  # type: ignore[return-value]  # __post_init__ made it a tuple

    @property
    def covariate_columns(self) -> tuple[str, ...]:
        """Columns of the covariates."""
        return self.covariates  # type: ignore[return-value]  # __post_init__ made it a tuple

    @property
    def control_labels(self) -> tuple[str, ...]:
        """Labels of the control arms, as stated."""
        return tuple(label(x) for x in self.control)  # type: ignore[union-attr]

    @property
    def treated_labels(self) -> tuple[str, ...]:
        """Labels of the treated arms, as stated."""
        return tuple(label(x) for x in self.treated)  # type: ignore[union-attr]

    @property
    def needs(self) -> tuple[str, ...]:
        """Columns that a frame must have, each once."""
        named = (
            self.outcome, self.arm, self.unit, self.cluster, *self.strata_columns, self.weights, self.period,
            self.first_treated, self.baseline, *self.covariate_columns, self.take_up,
        )  # fmt: skip
        return tuple(dict.fromkeys(name for name in named if name))

    def but(self, **changes: Any) -> Design:
        """Copy with other entries.

        Examples
        --------
        >>> Design(kind="rct", outcome="price", arm="treat").but(outcome="litres").outcome
        'litres'
        """
        known = [field.name for field in fields(self)]
        if odd := [name for name in changes if name not in known]:
            defects = [
                Defect(f"'{name}'", "design", "not an entry of a design", did_you_mean(name, known)) for name in odd
            ]
            raise InputError("design", defects)
        return replace(self, **changes)

    def _words(self) -> Iterator[Defect]:
        """Choices that are not known."""
        choices = (
            ("kind", KINDS), ("missing", MISSING), ("one_armed", ONE_ARMED), ("assigned", ASSIGNED),
            ("comparison", COMPARISONS),
        )  # fmt: skip
        for name, known in choices:
            value = str(getattr(self, name))
            if value not in known:
                yield Defect(f"'{value}'", name, "not a choice that is known here", did_you_mean(value, known))

    def _entries(self) -> Iterator[Defect]:
        """Entries that this kind of design cannot do without."""
        if not self.outcome:
            yield Defect("no outcome", "outcome", "nothing to measure", "name the column of the outcome")
        if self.kind in {"rct", "did", "matched"} and not self.arm:
            todo = "name the column that says who was in which arm (arm; --arm at the terminal)"
            yield Defect("no arm", "arm", "nobody to compare", todo)
        if self.kind == "staggered":
            for name in ("unit", "period", "first_treated"):
                if not getattr(self, name):
                    yield Defect(f"no {name}", name, "a staggered design follows units over periods", f"name {name}")
        if self.kind in {"did", "beneficiaries-only"} and not self.baseline:
            for name, value in (("period", self.period), ("treated_from", self.treated_from)):
                if value in ("", None):
                    why = "before cannot be told from after"
                    yield Defect(
                        f"no {name}", name, why, f"name baseline (one row a unit), or {name} (one row a round)"
                    )
        if self.kind == "matched" and not self.covariate_columns:
            why = "arms that were not drawn by lot are made alike by what was measured before"
            yield Defect("no covariates", "covariates", why, "name the columns that decided who took part")
        if self.assigned == "cluster" and not self.cluster:
            yield Defect("no cluster", "cluster", "arms were given to clusters", "name the column of the clusters")


def _many(value: Any) -> tuple[Any, ...]:
    """One entry, several or none as a tuple."""
    if isinstance(value, str):
        return (value,) if value else ()
    if isinstance(value, (list, set, frozenset, tuple)):
        return tuple(value)
    return () if value is None else (value,)
