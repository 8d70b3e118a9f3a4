"""Stata and SPSS files hold codes with labels: a person speaks in labels, and 2 may mean no."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyreadstat
import pytest

from outgrow.cli import main
from outgrow.initiative import Analysis
from outgrow.micro import analyse_survey
from outgrow.micro.pilot.incomes import _treated
from outgrow.sources import ColumnRole, SurveyMapping, import_survey, map_columns, read_survey
from outgrow.vocabulary import InputError

N = 400
LABELS = {
    "arm": {1: "Control", 2: "Treatment"},
    "sells": {1: "Yes", 2: "No"},
    "took": {1: "Yes", 2: "No"},
    "sex": {1: "Male", 2: "Female"},
    "district": {1: "Bomet", 2: "Kericho", 3: "Nandi"},
    "round": {1: "Baseline", 2: "Endline"},
}


@pytest.fixture(scope="module")
def coded() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    arm = rng.integers(1, 3, N)
    return pd.DataFrame(
        {
            "hhid": np.arange(N), "arm": arm, "sells": np.where(rng.uniform(size=N) < 0.3 + 0.3 * (arm == 2), 1, 2),
            "took": np.where((arm == 2) & (rng.uniform(size=N) < 0.6), 1, 2), "sex": rng.integers(1, 3, N),
            "district": rng.integers(1, 4, N), "kg": rng.normal(size=N) * 10 + 100 + 5 * (arm == 2),
        }
    )  # fmt: skip


@pytest.fixture(params=[".dta", ".sav"])
def survey(request, coded, tmp_path):
    path = tmp_path / f"survey{request.param}"
    write = pyreadstat.write_dta if request.param == ".dta" else pyreadstat.write_sav
    write(coded, str(path), variable_value_labels={name: LABELS[name] for name in coded.columns if name in LABELS})
    return path


def asked(path, **changed):
    given = {"id": "a", "text": "?", "design": "rct", "outcome": "kg", "arm": "arm", "checks": False}
    return analyse_survey(path, Analysis(**(given | changed)))["a"]


def test_arms_are_found_and_named_by_their_labels(survey, coded):
    found = asked(survey)
    means = coded.groupby("arm")["kg"].mean()
    assert found.estimate.estimate == pytest.approx(means[2] - means[1])
    assert [arm.name for arm in found.arms.arms] == ["Control", "Treatment"]
    for control in ("Control", "control", "1", 1):
        assert asked(survey, control=(control,)).estimate.estimate == found.estimate.estimate


def test_yes_coded_as_one_and_no_as_two_does_not_turn_the_sign(survey, coded):
    """The outcome was taken as 1 and 2: a programme that made households sell was said to keep them from it."""
    found = asked(survey, outcome="sells", take_up="took")
    share = (coded["sells"] == 1).groupby(coded["arm"]).mean()
    assert found.estimate.estimate == pytest.approx(share[2] - share[1])
    assert found.estimate.estimate > 0
    assert "sells: by its labels 1 (yes) counts as 1 and 2 (no) counts as 0." in found.notes
    parts = {part.label: part for part in found.estimate.parts}
    joined = (coded["took"] == 1).groupby(coded["arm"]).mean()
    assert parts["share that the offer moved"].estimate == pytest.approx(joined[2] - joined[1])


def test_one_and_two_without_labels_are_pointed_at(coded, tmp_path):
    pl.from_pandas(coded).write_csv(tmp_path / "bare.csv")
    notes = asked(tmp_path / "bare.csv", outcome="sells", control=("1",)).notes
    assert "sells holds 1 and 2 only: if 2 means no, its sign is turned; write it as 0 and 1, or label it." in notes


def test_rows_are_kept_and_groups_named_by_labels(survey, coded):
    women = asked(survey, keep=(({"column": "sex", "one_of": ("Female",)},),))
    assert women.rows_kept == int((coded["sex"] == 2).sum())
    assert women.estimate.estimate == asked(survey, keep=(({"column": "sex", "one_of": (2,)},),)).estimate.estimate
    groups = asked(survey, groups=("sex",)).groups[0]
    assert [group.label for group in groups.groups] == ["Female", "Male"]


def test_a_labelled_covariate_is_a_category_and_not_a_number(survey, coded):
    sm = pytest.importorskip("statsmodels.api")
    dummies = pd.get_dummies(coded["district"], drop_first=True).astype(float)
    columns = sm.add_constant(pd.concat([(coded["arm"] == 2).astype(float), dummies], axis=1).to_numpy())
    other = sm.OLS(coded["kg"].to_numpy(), columns).fit()
    assert asked(survey, covariates=("district",)).estimate.estimate == pytest.approx(other.params[1])


def test_the_first_round_may_be_named_by_its_label(coded, tmp_path):
    both = pd.concat([coded.assign(round=1, kg=coded["kg"] - 5 * (coded["arm"] == 2)), coded.assign(round=2)])
    pyreadstat.write_dta(both, str(tmp_path / "both.dta"), variable_value_labels=LABELS)
    given = {"design": "did", "household": "hhid", "period": "round"}
    by_label, by_code = (asked(tmp_path / "both.dta", treated_from=x, **given) for x in ("Endline", 2))
    assert by_label.estimate.estimate == by_code.estimate.estimate == pytest.approx(5.0)


def test_the_import_does_not_propose_the_control_arm_as_treated(survey):
    """1 is a word for yes; its label says Control."""
    role = next(role for role in import_survey(survey).mapping.roles if role.role == "treatment")
    assert role.treated == ("2",)


def test_treated_may_be_a_label_and_one_that_nobody_has_is_refused(survey, coded):
    table = read_survey(survey)
    for answer in ("Treatment", "2"):
        mapped = map_columns(table, SurveyMapping((ColumnRole("treatment", "arm", treated=(answer,)),)))
        assert mapped["treatment"].to_list() == (coded["arm"] == 2).astype(int).to_list()
    with pytest.raises(
        InputError, match=r"no answer is Treated\. Everybody would count as 0\. Did you mean 'Treatment'"
    ):
        map_columns(table, SurveyMapping((ColumnRole("treatment", "arm", treated=("Treated",)),)))


def test_the_command_line_speaks_in_labels(survey, tmp_path, capsys):
    said = ["micro", str(survey), "--design", "rct", "--outcome", "kg", "--arm", "arm", "--control", "Control"]
    assert main([*said, "--keep", "sex=Female", "--keep", "district=Kericho", "--out", str(tmp_path / "a")]) == 0
    assert "kg, intention to treat" in " ".join(capsys.readouterr().out.split())
    assert main([*said[:-1], "Controls"]) == 2
    assert "Did you mean 'Control'" in capsys.readouterr().err


def test_yes_and_no_in_words_with_labels_are_read_once(coded, tmp_path):
    """As an export of KoboToolbox read with its form has them: the code is yes, and so is its label."""
    words = coded.assign(sells=np.where(coded["sells"] == 1, "yes", "no"), arm=np.where(coded["arm"] == 2, "t", "c"))
    labels = {"sells": {"yes": "Yes", "no": "No"}, "arm": {"t": "Trained", "c": "Control"}}
    pyreadstat.write_sav(words, str(tmp_path / "words.sav"), variable_value_labels=labels)
    found = asked(tmp_path / "words.sav", outcome="sells")
    share = (coded["sells"] == 1).groupby(coded["arm"]).mean()
    assert found.estimate.estimate == pytest.approx(share[2] - share[1])
    assert [arm.name for arm in found.arms.arms] == ["Control", "Trained"]
    assert found.notes == ()


@pytest.mark.parametrize("control", ["Control", "1"])
def test_those_from_whom_the_effect_is_taken_off_are_the_treated_by_code_or_label(survey, coded, control):
    """Persons lifted are counted among them; arms named by label were nobody's code."""
    question = Analysis(id="a", text="?", design="rct", outcome="kg", arm="arm", control=(control,))
    assert _treated(read_survey(survey), question).tolist() == (coded["arm"] == 2).tolist()
