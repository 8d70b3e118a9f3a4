"""Designs and surveys that do not fit them: whole sentences, all defects at once."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from outgrow.micro import Design, arms_table, attrition, balance, check_design
from outgrow.micro.design import analysis_data, as_frame, one_row_a_unit
from outgrow.vocabulary import InputError

EXACT = 1e-12  # small numbers worked out by hand

TRIAL = Design(kind="rct", outcome="y", arm="arm", cluster="village", unit="id")


def trial(**columns: list) -> pl.DataFrame:
    """Four villages of two households; arms by village."""
    data = {
        "id": list(range(8)),
        "village": ["a", "a", "b", "b", "c", "c", "d", "d"],
        "arm": [0, 0, 0, 0, 1, 1, 1, 1],
        "y": [1.0, 2.0, 2.0, 3.0, 3.0, 5.0, 4.0, 6.0],
    }
    return pl.DataFrame(data | columns)


def message(frame: pl.DataFrame, design: Design) -> str:
    with pytest.raises(InputError) as caught:
        check_design(frame, design)
    return str(caught.value)


def test_a_sound_survey_passes():
    check_design(trial(), TRIAL)


def test_a_design_names_every_choice_and_entry_that_is_wrong():
    with pytest.raises(InputError) as caught:
        Design(kind="rtc", outcome="", missing="drop", assigned="cluster")
    text = str(caught.value)
    assert text.startswith("design of the evaluation: 4 defects found.")
    assert "kind: 'rtc'. not a choice that is known here. Did you mean 'rct'?" in text
    assert "missing: 'drop'" in text
    assert "outcome: no outcome. nothing to measure. name the column of the outcome." in text
    assert "cluster: no cluster. arms were given to clusters. name the column of the clusters." in text


def test_did_and_staggered_and_matched_say_what_they_need():
    with pytest.raises(InputError, match=r"period: no period\. before cannot be told from after"):
        Design(kind="did", outcome="y", arm="arm")
    with pytest.raises(InputError, match="first_treated: no first_treated"):
        Design(kind="staggered", outcome="y")
    with pytest.raises(InputError, match="covariates: no covariates"):
        Design(kind="matched", outcome="y", arm="arm")


def test_an_entry_that_a_design_does_not_have_is_offered_the_nearest():
    with pytest.raises(InputError, match=r"'clusters'.*Did you mean 'cluster'"):
        TRIAL.but(clusters="village")


def test_all_defects_of_a_survey_are_found_at_once():
    frame = trial(
        id=[0, 0, 2, 3, 4, 5, 6, 7], w=[1.0, -1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0], arm=[0, 1, 0, 0, 1, 1, 1, 1]
    )
    text = message(frame, TRIAL.but(assigned="cluster", weights="w"))
    assert text == (
        "survey of y: 3 defects found.\n"
        "  - w: 1 negative weight (row 2). a row cannot count less than nothing. correct the weights.\n"
        "  - village: 1 with more than one arm (a). the design says that whole clusters were assigned. "
        "correct the arm or the cluster, or say assigned='unit'.\n"
        "  - id: 1 with more than one row (0). a household would count twice. keep one row each, or name period."
    )


def test_columns_that_are_not_there_are_named_with_the_nearest():
    assert "vilage: no such column" in message(trial(), TRIAL.but(cluster="vilage"))
    assert "Did you mean 'village'?" in message(trial(), TRIAL.but(cluster="vilage"))


def test_outcomes_that_are_unknown_text_or_infinite_are_refused():
    assert "y: all 8 values are unknown. nothing was measured" in message(
        trial(y=[None] * 8).cast({"y": pl.Float64}), TRIAL
    )
    assert "an outcome is a number" in message(trial(y=list("abcdefgh")), TRIAL)
    assert "1 infinite value (row 1)" in message(trial(y=[np.inf, *range(1, 8)]), TRIAL)


def test_a_treated_stratum_without_controls_is_named():
    text = message(trial(), TRIAL.but(strata="village"))
    assert "village: 2 with treated rows and no controls (c, d). nothing inside them can be compared" in text
    assert "village: 2 with control rows and no treated (a, b)" in text


def test_a_single_treated_cluster_is_refused_where_clusters_were_assigned():
    frame = trial(arm=[0, 0, 0, 0, 0, 0, 1, 1])
    text = message(frame, TRIAL.but(assigned="cluster"))
    assert "village: 1 treated cluster. its own luck cannot be told from the effect" in text


def test_an_arm_that_is_not_there_is_offered_the_nearest():
    frame = trial(arm=["control"] * 4 + ["visits"] * 4)
    assert "Did you mean 'visits'?" in message(frame, TRIAL.but(treated="visit"))
    assert "name the arm that others are compared with" in message(trial(arm=["A"] * 4 + ["B"] * 4), TRIAL)
    assert "1 empty entry (row 1)" in message(trial(arm=[None, 0, 0, 0, 1, 1, 1, 1]), TRIAL)


def test_nobody_treated_is_said():
    assert "nobody was treated" in message(trial(arm=[0] * 8), TRIAL)


def test_households_of_the_endline_that_are_absent_at_baseline_are_named():
    frame = trial(y0=[1.0, None, 1.0, 1.0, 1.0, None, 1.0, 1.0])
    text = message(frame, TRIAL.but(baseline="y0"))
    assert "y0: 2 unknown values (rows 2, 6). the household was measured at the end and not at the start" in text
    ready = analysis_data(frame, TRIAL.but(baseline="y0", missing="leave out"))
    assert (ready.y.size, ready.left_out[0].reason, ready.left_out[0].rows) == (6, "y0 unknown", 2)
    ready = analysis_data(frame, TRIAL.but(baseline="y0", missing="indicator"))
    assert ready.covariate_names == ("y0", "y0 unknown")
    assert ready.covariates[1].tolist() == [1.0, 1.0]


def test_units_first_seen_after_the_start_are_named():
    frame = pl.DataFrame(
        {"id": [1, 1, 2, 2, 3], "t": [0, 1, 0, 1, 1], "arm": [0, 0, 1, 1, 1], "y": [1.0, 2.0, 1.0, 3.0, 4.0]}
    )
    design = Design(kind="did", outcome="y", arm="arm", unit="id", period="t", treated_from=1)
    assert "id: 1 measured after 1 and not before (3). their change is not known" in message(frame, design)


def test_a_unit_that_changes_its_arm_and_a_start_of_another_type_are_named():
    frame = pl.DataFrame({"id": [1, 1, 2, 2], "t": [0, 1, 0, 1], "arm": [0, 1, 1, 1], "y": [1.0, 2.0, 1.0, 3.0]})
    design = Design(kind="did", outcome="y", arm="arm", unit="id", period="t", treated_from=1)
    assert "id: 1 with more than one value of arm (1)" in message(frame, design)
    assert "it cannot be compared with the periods" in message(frame, design.but(treated_from="endline"))


def test_a_trial_in_rounds_is_brought_to_one_row_a_unit():
    frame = pl.DataFrame(
        {
            "id": [1, 1, 1, 2, 2, 2, 3],
            "t": [0, 1, 2, 0, 1, 2, 0],
            "arm": [0, 0, 0, 1, 1, 1, 1],
            "y": [1.0, 2.0, 4.0, 2.0, 5.0, 7.0, 9.0],
        }
    )
    design = Design(kind="rct", outcome="y", arm="arm", unit="id", period="t", treated_from=1)
    wide, narrow, left = one_row_a_unit(frame, design)
    assert wide["y"].to_list() == [3.0, 6.0]
    assert wide[narrow.baseline].to_list() == [1.0, 2.0]
    assert left[0].rows == 1


def test_pandas_arrow_lazy_and_mappings_are_all_tables():
    frame = trial()
    for table in (frame.to_pandas(), frame.to_arrow(), frame.lazy(), frame.to_dict()):
        assert as_frame(table).shape == frame.shape
    with pytest.raises(InputError, match="not a table with named columns"):
        as_frame([1, 2, 3])


def test_arms_are_counted_and_described():
    table = arms_table(trial(), TRIAL)
    assert [(a.role, a.rows, a.clusters, a.measured, a.mean) for a in table.arms] == [
        ("control", 4, 2, 4, 2.0),
        ("treated", 4, 2, 4, 4.5),
    ]
    assert (
        table.summary() == "0 (control): 4 rows in 2 clusters, 4 with y; 1 (treated): 4 rows in 2 clusters, 4 with y."
    )


def test_balance_counts_unknown_numbers_in_their_own_line():
    frame = trial(land=[1.0, 2.0, None, 3.0, 2.0, 3.0, 4.0, 5.0], sex=["f", "m", "f", None, "m", "m", "f", "m"])
    table = balance(frame, TRIAL.but(cluster="", covariates=("land", "sex")))
    land, sex = table.rows
    assert (land.unknown, sex.unknown, sex.covariate) == (1, 1, "sex m")
    assert (land.n_control, land.n_treated) == (3, 4)
    assert land.difference == pytest.approx(1.5, abs=EXACT)
    assert land.normalised == pytest.approx(1.5 / np.sqrt((1.0 + 5 / 3) / 2), abs=EXACT)
    assert table.joint[0].left_out == 2
    assert "2 unknown numbers were left out, each of its own row only." in table.summary()


def test_attrition_counts_who_was_lost_by_arm():
    frame = trial(y=[1.0, None, 2.0, None, 3.0, 5.0, 4.0, 6.0])
    table = attrition(frame, TRIAL)
    assert [(a.role, a.units, a.measured) for a in table.arms] == [("control", 4, 2), ("treated", 4, 4)]
    assert table.difference.estimate == pytest.approx(-0.5, abs=EXACT)
    assert "The control arm (0) lost 50.0 % of 4" in table.summary()


def test_attrition_of_rounds_counts_units_never_seen_again():
    frame = pl.DataFrame(
        {"id": [1, 1, 2, 3, 3, 4, 4], "t": [0, 1, 0, 0, 1, 0, 1], "arm": [0, 0, 0, 1, 1, 1, 1], "y": [1.0] * 7}
    )
    design = Design(kind="did", outcome="y", arm="arm", unit="id", period="t", treated_from=1)
    assert [a.measured for a in attrition(frame, design).arms] == [1, 2]
