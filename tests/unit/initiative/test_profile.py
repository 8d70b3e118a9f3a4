"""A quick profile: few answers become a whole initiative, the same each time, and what is wrong is told by line."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from ruamel.yaml import YAML

from outgrow.initiative import NEEDED, QUESTIONS, Profile, asked, entries, model_values, node_at, read, write_profile
from outgrow.initiative.answers import Answers
from outgrow.initiative.priors import leaves, number, priors
from outgrow.vocabulary import InputError, Parameter

HEAD = """\
id: beans
title: Beans
summary: A pilot.
country: Kenya
product: Beans
sources:
  survey: {citation: "A survey", url: "https://example.org"}
money: {code: KES, price_year: 2020}
answers:
"""
FEW = """\
  leader: ngo
  as_of: 2020
  reached: {value: 500, unit: household, source: survey}
  target: 20000
"""
SAME = 1e-5  # written numbers have six significant digits


@pytest.fixture
def profile(tmp_path):
    def write(more: str = "", few: str = FEW, head: str = HEAD):
        file = tmp_path / "profile.yaml"
        file.write_text(head + few + more, encoding="utf-8")
        return file

    return write


def middle(case, name):
    return float(model_values(case.initiative, {})[name][0])


def defects(file):
    with pytest.raises(InputError) as caught:
        read(file)
    return [str(defect).replace(f"{file}:", "") for defect in caught.value.defects]


def test_there_are_under_thirty_questions_and_four_must_be_answered():
    assert 20 <= len(QUESTIONS) < 30
    assert NEEDED == ("leader", "as_of", "reached", "target")
    assert all(node_at(("answers", key), Profile)["description"].endswith("?") for key in QUESTIONS)


def test_four_answers_make_a_whole_initiative_whose_rest_is_assumed(profile):
    case = read(profile())
    assert case.profile is not None
    assert case.districts.names == ("Kenya",)
    assert case.initiative.seasons.first_year == 2021
    sourced = {name for name, e in entries(case.initiative).items() if not e.parameter.assumed}
    evidence = {name for name in sourced if name.startswith("participation.evidence.")}
    assert sourced - evidence == {"delivery.coverage.reached"}


def test_expanding_draws_nothing(profile):
    once, again = read(profile()), read(profile())
    assert once.initiative == again.initiative
    assert once.fingerprint == again.fingerprint


def test_a_folder_with_a_profile_is_a_case_and_a_full_file_in_it_comes_first(profile, tmp_path):
    profile()
    assert read(tmp_path).profile is not None
    write_profile(YAML(typ="safe").load(HEAD + FEW), tmp_path / "made")
    assert read(tmp_path / "made").profile is None
    assert read(tmp_path / "made" / "profile.yaml").initiative.ambition == read(tmp_path).initiative.ambition


def test_what_is_written_out_reads_back_as_the_same_initiative(profile, tmp_path):
    case = read(profile("  price: [20, 30]\n  volume: 400\n  paid_later: 0.3\n  rivals: few\n"))
    made = read(write_profile(YAML(typ="safe").load((tmp_path / "profile.yaml").read_text()), tmp_path / "made"))
    before, after = model_values(case.initiative, {}), model_values(made.initiative, {})
    assert list(before) == list(after)
    for name, column in before.items():
        assert after[name] == pytest.approx(column, rel=SAME, abs=1e-12), name


def test_an_answer_replaces_its_prior_and_keeps_its_source(profile):
    wide, narrow = read(profile()), read(profile("  rivals: many\n  too_small: 0.3\n  ambition: 9000\n"))
    assert middle(narrow, "market.rival_entry") > middle(wide, "market.rival_entry")
    assert middle(narrow, "participation.least_land") > middle(wide, "participation.least_land")
    assert narrow.initiative.ambition.members.value == 9000.0


def test_an_unknown_ambition_is_ten_times_the_pilot_and_at_most_half_of_all(profile):
    assert middle(read(profile()), "ambition.members") == 5000.0
    large = FEW.replace("value: 500", "value: 4000")
    assert middle(read(profile(few=large)), "ambition.members") == 10000.0


def test_the_price_splits_into_what_is_paid_now_and_later(profile):
    case = read(profile("  price: 40\n  paid_later: 0.25\n"))
    assert middle(case, "contract.first_payment") == pytest.approx(30.0)
    assert middle(case, "contract.deferred_payment") == pytest.approx(10.0)


def test_the_poverty_line_gives_the_poverty_rate_that_was_answered(profile):
    poor, rich = (read(profile(f"  poverty_rate: {rate}\n")) for rate in (0.6, 0.2))
    assert middle(poor, "target.poverty_line") > middle(rich, "target.poverty_line")


def test_only_ratios_matter_when_price_and_volume_are_not_known(profile):
    here, there = read(profile()), read(profile(head=HEAD.replace("KES", "UGX")))
    assert middle(here, "contract.sanction") == middle(there, "contract.sanction")


def test_the_leader_shapes_who_pays_and_who_owns(profile):
    led = {who: read(profile(few=FEW.replace("ngo", who))).initiative for who in ("ngo", "firm", "farmer_organisation")}
    leaving = {who: x.functions[0].paid_by["outsiders"] for who, x in led.items()}
    assert leaving["ngo"] > leaving["farmer_organisation"] > leaving["firm"]
    assert led["farmer_organisation"].firm.actor == "organisation"
    alone = read(profile("  outside_share: 0\n")).initiative
    assert alone.functions[0].paid_by == {"firm": 1.0}


def test_a_study_without_a_standard_error_gets_that_of_its_design(profile):
    found = {}
    for design in ("rct", "claim"):
        case = read(profile(f"  effect: {{estimate: 0.2, design: {design}}}\n"))
        study = case.initiative.participation.evidence[0]
        found[design] = study.standard_error.value
        assert study.role == "pilot"
    assert found["claim"] > 3 * found["rct"]


@pytest.mark.parametrize(
    "lead", sorted(set(Answers.model_fields["leader"].annotation.model_fields["choice"].annotation.__args__))
)
def test_every_leader_gives_an_initiative_without_defects(profile, lead):
    assert read(profile(few=FEW.replace("ngo", lead))).initiative.initiator.exit_season == 3


def test_every_level_of_every_prior_stays_in_its_range(profile):
    levels = {
        "rivals": ("none", "few", "many"),
        "standard": ("none", "buyer", "certified"),
        "larger_suppliers": ("none", "possible", "ready"),
        "enforcement": ("none", "weak", "strong"),
        "extension": ("none", "some", "strong"),
        "government": ("absent", "supportive", "obstructive"),
    }
    for words in itertools.zip_longest(*levels.values()):
        more = "".join(f"  {key}: {word}\n" for key, word in zip(levels, words, strict=True))
        assert read(profile(more)).warnings == ()


def test_every_prior_is_a_number_with_a_reason_when_it_is_certain():
    for section in ("target", "participation", "contract", "delivery", "firm", "institutions", "government", "market"):
        for name, leaf in leaves(priors()[section], section):
            if "unit" in leaf and ("low" in leaf or "value" in leaf):
                for level in (None, *leaf.get("levels", {})):
                    made = Parameter.model_validate(number(leaf, level, 1.0, "KES", 2020))
                    assert np.isfinite(made.middle), name
                    assert made.uncertain or made.note, name


def test_each_question_informs_a_number_or_the_structure():
    case_free = {"leader", "as_of", "outside_money_ends", "supplied_before", "say", "outside_share"}
    informed = {asked(name) for section in priors() if isinstance(priors()[section], dict) for name in _names(section)}
    informed |= {asked(name) for name in ("functions.training.cost_per_new", "participation.effect")}
    informed |= {"price", "paid_later", "poverty_rate", "too_small"}
    assert set(QUESTIONS) - informed == case_free


def _names(section):
    return [name for name, _ in leaves(priors()[section], section)]


def test_a_misspelt_question_gets_a_suggestion_with_its_line(profile):
    (said,) = defects(profile("  rivalss: few\n"))
    assert said == (
        "14 (answers.rivalss): 'rivalss' is not a key of this section. Did you mean 'rivals'? Correct it or take it "
        "out."
    )


def test_a_word_that_is_no_choice_is_refused_with_the_choices(profile):
    assert defects(profile("  rivals: lots\n")) == [
        "14 (answers.rivals.choice): 'lots' is not one of the choices. Known: few, many, none. Correct it."
    ]


def test_a_missing_answer_that_is_needed_says_what_it_asks(profile):
    (said,) = defects(profile(few=FEW.replace("  target: 20000\n", "")))
    assert "'target' is missing. How many households could take part in the end?" in said


def test_all_that_does_not_fit_is_told_at_once(profile):
    margin = "{value: 1, unit: KES/kg, price_year: 2020, source: nobody}"
    found = defects(profile(f"  ambition: 30000\n  outside_money_ends: 2019\n  credit: 50\n  margin: {margin}\n"))
    assert sorted(said.split(" ")[0] for said in found) == ["14", "15", "16", "17", "17"]
    assert any("are more than could take part. The answer 'target' is 20,000" in said for said in found)
    assert any("'credit' stands here without 'price' and 'volume'" in said for said in found)
    assert any("the outside money ends in 2019" in said for said in found)
    assert any("'nobody' is not one of the sources" in said for said in found)


def test_a_pilot_that_reached_nobody_is_refused(profile):
    assert "0 households are reached" in defects(profile(few=FEW.replace("value: 500", "value: 0")))[0]


def test_shares_of_the_say_must_sum_to_one(profile):
    (said,) = defects(profile("  say: {growers: 0.5, firm: 0.1, outside: 0.1}\n"))
    assert said.endswith("The three shares of the say must sum to 1. Correct it.")


def test_a_unit_that_does_not_fit_is_told(profile):
    (said,) = defects(profile("  price: {value: 3, unit: ha, source: survey}\n"))
    assert "the unit 'ha' does not fit" in said


def test_a_source_that_no_answer_uses_is_a_warning(profile):
    case = read(profile(few=FEW.replace("source: survey", "source: assumption")))
    assert case.warnings == (f"{case.file}:7 (sources.survey): no answer refers to this source.",)


def test_a_profile_is_not_written_over_what_is_there(tmp_path):
    data = YAML(typ="safe").load(HEAD + FEW)
    (tmp_path / "made").mkdir()
    with pytest.raises(InputError, match="the folder exists already"):
        write_profile(data, tmp_path / "made")


def test_a_profile_with_defects_leaves_no_folder_behind(tmp_path):
    data = YAML(typ="safe").load(HEAD + FEW + "  rivals: lots\n")
    with pytest.raises(InputError, match="not one of the choices"):
        write_profile(data, tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_the_written_profile_asks_the_open_questions_as_comments(tmp_path):
    made = write_profile(YAML(typ="safe").load(HEAD + FEW), tmp_path / "made")
    text = (made / "profile.yaml").read_text(encoding="utf-8")
    assert "  # What does the buyer pay a kg, all payments together?\n  # First payment and all later" in text
    assert "as it leaves the farm.\n  # price:\n" in text
