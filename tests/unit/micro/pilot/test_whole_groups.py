"""Arms that look as if they were given to whole villages, though nobody named the villages."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from outgrow.initiative import Analysis
from outgrow.micro import Design, analyse_survey, robustness
from outgrow.micro.impact.checks.whole_groups import NAME, groups_with_one_arm

VILLAGES, EACH = 12, 8
DESIGN = Design(kind="rct", outcome="y", arm="arm")


def survey() -> pl.DataFrame:
    rng = np.random.default_rng(3)
    village = np.repeat(np.arange(VILLAGES), EACH)
    arm = np.where(village % 2 == 1, "trained", "control")
    y = 10 + rng.normal(0, 0.2, VILLAGES)[village] + 2 * (arm == "trained") + rng.normal(0, 1, village.size)
    return pl.DataFrame(
        {
            "id": np.arange(village.size), "village": [f"V{v}" for v in village], "arm": arm, "y": y,
            "size": rng.integers(1, 9, village.size), "district": np.where(village < 6, "a", "b"),
        }
    )  # fmt: skip


def test_villages_that_lie_each_in_one_arm_put_the_finding_in_doubt_and_say_what_to_name(tmp_path):
    survey().write_csv(tmp_path / "trial.csv")
    asked = {"id": "y", "text": "More?", "design": "rct", "outcome": "y", "arm": "arm", "household": "id"}
    alone = analyse_survey(tmp_path / "trial.csv", Analysis(**asked))
    assert alone.verdict["y"].finding == "in doubt"
    assert alone.verdict["y"].fallen == (NAME,)
    assert "Every group of village lies in one arm of arm" in alone.summary()
    assert "--cluster" in alone.summary()
    named = analyse_survey(tmp_path / "trial.csv", Analysis(**asked, cluster="village", assigned="cluster"))
    assert named.verdict["y"].fallen == ()
    assert NAME not in [check.name for check in named["y"].estimate.checks]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, ("village",)),
        ({"village": pl.col("id") % 12}, ()),  # both arms in each
        ({"village": pl.col("id") // 2}, ()),  # a couple, not a group
        ({"village": (pl.col("arm") == "control").cast(pl.Int8)}, ()),  # the arm under another name
        ({"village": pl.col("village").str.slice(1).cast(pl.Float64)}, ("village",)),  # as Stata holds codes
    ],
)
def test_only_columns_of_several_groups_of_several_rows_count(change, found):
    assert groups_with_one_arm(survey().with_columns(**change), DESIGN) == found
    names = [check.name for check in robustness(survey().with_columns(**change), DESIGN).checks]
    assert (NAME in names) == bool(found)
