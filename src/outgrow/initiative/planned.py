"""Surveys that are planned: their size, what is known of the outcome, and the smallest effect that would matter."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field, model_validator

from outgrow.initiative.section import Identifier, Section


class Wanted(Section):
    """The smallest effect that would matter, decided before anybody looks at the data."""

    value: float = Field(description="In the outcome's unit, with its sign: below 0 where less is better.")
    source: str = Field(description="Key of the sources, or assumption.")
    note: str = Field(default="", description="Why a smaller one would not matter.")

    @model_validator(mode="after")
    def _is_an_effect(self) -> Wanted:
        if self.value == 0:
            raise ValueError("an effect of 0 is none: write the smallest one that would change a decision")
        return self


class Guess(Section):
    """A number that is known from elsewhere before the survey, with its range where that is known."""

    value: float = Field(description="The number to plan with.")
    low: float | None = Field(default=None, description="Least value to reckon with.")
    high: float | None = Field(default=None, description="Largest value to reckon with.")
    source: str = Field(description="Key of the sources, or assumption.")
    note: str = Field(default="", description="What a reader must know.")

    @model_validator(mode="after")
    def _lies_in_its_range(self) -> Guess:
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        if not low <= self.value <= high:
            raise ValueError(f"{self.value:g} does not lie between {low:g} and {high:g}")
        return self


class PlannedSurvey(Section):
    """A survey that is planned: two arms, clusters and households, and what it should be able to find."""

    id: Identifier = Field(description="Short name.")
    text: str = Field(description="What it asks, in words.")
    question: str = Field(
        default="", description="Question of 'analyses' whose data show how the outcome varies; replaces the guesses."
    )
    unit: str = Field(default="", description="What the outcome is counted in; the question's own when left out.")
    clusters: int = Field(ge=3, description="Clusters of both arms together; households where arms go to households.")
    cluster_size: float = Field(default=1.0, ge=1, description="Households measured in each; 1 without clusters.")
    size_cv: float | None = Field(
        default=None, ge=0, description="Coefficient of variation of cluster sizes; 0, or as in the question's data."
    )
    share_treated: float = Field(default=0.5, gt=0, lt=1, description="Share of the clusters in the treated arm.")
    take_up: float = Field(
        default=1.0, gt=0, le=1, description="Share of the treated arm that takes part, less that of the control arm."
    )
    sd: Guess | None = Field(default=None, description="Standard deviation of the outcome, in its unit.")
    icc: Guess | None = Field(default=None, description="Share of its variance that lies between clusters.")
    r2_cluster: Guess | None = Field(
        default=None, description="Share of the variance between clusters that baseline and covariates explain."
    )
    r2_unit: Guess | None = Field(default=None, description="Share of the variance within clusters that they explain.")
    level: float = Field(default=0.05, gt=0, lt=1, description="Two-sided level of the test.")
    power: float = Field(default=0.8, gt=0, lt=1, description="Chance wanted of finding the effect that matters.")
    matters: Wanted | None = Field(default=None, description="Smallest effect that would matter, on who takes part.")

    @property
    def guesses(self) -> dict[str, Guess]:
        """Numbers that are known from elsewhere, by name."""
        named = {name: getattr(self, name) for name in ("sd", "icc", "r2_cluster", "r2_unit")}
        return {name: guess for name, guess in named.items() if guess is not None}

    @model_validator(mode="after")
    def _can_be_worked_out(self) -> PlannedSurvey:
        if told := list(self._wrong()):
            raise ValueError("; ".join(told))
        return self

    def _wrong(self) -> Iterator[str]:
        if not self.question and self.sd is None:
            yield "nothing says how the outcome varies: write 'sd', or name a 'question' whose data show it"
        if not self.question and self.icc is None and self.cluster_size > 1:
            yield "members of a cluster are alike: write 'icc', or name a 'question' whose data show it"
        if self.power <= self.level:
            yield f"the power {self.power:g} is not above the level {self.level:g}: 0.8 is usual"
        for name, guess in self.guesses.items():
            least, most = (0.0, float("inf")) if name == "sd" else (0.0, 1.0)
            ends = [x for x in (guess.low, guess.value, guess.high) if x is not None]
            if not all(least <= x <= most for x in ends) or (name == "sd" and min(ends) == 0):
                yield f"'{name}' must be {'positive' if name == 'sd' else 'a share, from 0 to 1'}"
            elif name.startswith("r2") and max(ends) == 1:
                yield f"'{name}' below 1: nothing explains all of it"
