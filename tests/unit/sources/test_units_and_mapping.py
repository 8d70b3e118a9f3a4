"""Field units convert with their source, and columns take the part that they play."""

from __future__ import annotations

import csv
import math
from importlib.resources import files

import polars as pl
import pytest

from outgrow.cli.main import main
from outgrow.initiative.survey import SurveyRole
from outgrow.sources import (
    ColumnRole,
    SurveyMapping,
    converted,
    factor,
    factors_used,
    field_units,
    import_survey,
    in_unit,
    map_columns,
    propose_mapping,
    read_survey,
    unit_of,
)
from outgrow.vocabulary import SURVEY_ROLES, InputError, conversion

US_SURVEY_FOOT = 1e-5  # relative; pint's acre is that of the United States' survey foot, 4 in a million larger


def test_every_factor_has_a_source_and_an_interval_around_it():
    for unit in field_units():
        assert unit.source
        assert unit.low <= unit.factor <= unit.high
        assert not unit.assumed or unit.low < unit.high or unit.note
        assert unit.summary().startswith(f"1 {unit.unit}")


@pytest.mark.parametrize(
    ("unit", "other"),
    [
        ("acre", "hectare"), ("square metre", "hectare"), ("square foot", "hectare"), ("gram", "kg"), ("tonne", "kg"),
        ("pound", "kg"), ("mile", "km"), ("metre", "km"), ("millilitre", "litre"),
    ],
)  # fmt: skip
def test_standard_units_agree_with_pint(unit, other):
    pints = {"square metre": "m^2", "square foot": "ft^2", "tonne": "metric_ton"}
    expected = conversion(pints.get(unit, unit), other)
    assert math.isclose(factor(unit, other).value, expected, rel_tol=US_SURVEY_FOOT)


@pytest.mark.parametrize(
    ("word", "product", "country", "kilograms", "assumed"),
    [
        ("gorogoro", "maize", "Kenya", 2.0, False),
        ("Bags", "maize", "Kenya", 90.0, False),
        ("90kg bag", "", "", 90.0, False),
        ("50 KG bag", "maize", "Kenya", 50.0, False),
        ("debe", "maize", "Kenya", 18.0, True),
        ("sack", "cassava", "Uganda", 100.0, True),
        ("sack", "maize", "Uganda", 100.0, False),
        ("debe", "maize grain", "Uganda", 20.0, False),
        ("PAIL (LARGE)", "maize", "Malawi", 18.0, False),
        ("50 kg bag", "burley tobacco", "Malawi", 20.0, False),
        ("50 kg bag", "tobacco", "Kenya", 50.0, False),
        ("Sack (100 kgs)", "groundnuts", "Uganda", 70.0, False),
        ("Sack (100 kgs)", "maize", "Uganda", 100.0, False),
        ("90 kg bag", "maize", "Malawi", 96.02, False),
        ("medium bunch", "matooke", "Uganda", 14.0, False),
        ("mudu", "maize", "Nigeria", 1.5, False),
        ("bag", "rice", "Benin", 90.0, True),
        ("litres", "milk", "Uganda", 1.03, True),
    ],
)
def test_containers_depend_on_product_and_country(word, product, country, kilograms, assumed):
    known = factor(word, "kg", product=product, country=country)
    assert known.value == kilograms
    assert known.assumed is assumed


@pytest.mark.parametrize(
    ("word", "product", "kilograms"),
    [
        ("large pail", "sweet potatoes", 15.2), ("large pail", "potatoes", 16.0), ("large pail", "soya beans", 17.0),
        ("large pail", "soybeans", 17.0), ("large pail", "beans", 18.0), ("large pail", "pigeon peas", 18.0),
        ("large pail", "groundnuts", 14.46), ("large pail", "peppers", None), ("large pail", "", None),
    ],
)  # fmt: skip
def test_the_more_specific_product_is_taken_and_another_never(word, product, kilograms):
    known = unit_of(word, product=product, country="Malawi")
    assert (known and known.factor) == kilograms


def test_larger_containers_hold_more_of_the_same():
    """Malawi's pails and bags are in the order of their names, for every crop that has both."""
    sizes = ("small pail", "medium pail", "large pail", "50 kg bag", "90 kg bag", "ox-cart")
    held = {(u.unit, u.product): u for u in field_units() if u.country == "Malawi"}
    pairs = 0
    for product in {u.product for u in held.values()}:
        there = [held[unit, product].factor for unit in sizes if (unit, product) in held]
        assert there == sorted(there), product
        pairs += len(there) - 1
    assert pairs > 20


def test_no_two_factors_claim_the_same_word_of_the_same_product_and_country():
    text = (files("outgrow.sources") / "units.csv").read_text(encoding="utf-8")
    claimed = [
        (word, product, row["country"], row["base"])
        for row in csv.DictReader(text.splitlines())
        for word in row["aliases"].split("|")
        for product in row["product"].split("|")
    ]
    assert sorted({one for one in claimed if claimed.count(one) > 1}) == []


def test_a_bush_of_tea_is_an_area_and_of_nothing_else():
    assert math.isclose(
        factor("bushes", "ha", product="tea", country="Kenya").value, 0.5 * 0.40468564224 / 2100, rel_tol=1e-6
    )
    assert unit_of("bush", product="coffee", country="Kenya") is None


def test_quotients_convert_part_by_part():
    assert math.isclose(factor("bag/acre", "kg/ha", product="maize", country="Kenya").value, 90 / 0.40468564224)
    known = factor("UGX/debe", "UGX/kg", product="maize")
    assert (known.low, known.value, known.high) == (1 / 20, 1 / 18, 1 / 14)


@pytest.mark.parametrize(
    ("unit", "to", "words"),
    [
        ("akre", "ha", "No factor is known for 'akre'. Did you mean 'acre'"),
        ("acre", "kg", "measure different things"),
        ("KES/kg", "UGX/kg", "money of different currencies"),
        ("bag/acre", "kg", "measure different things"),
        ("litre", "kg", "measure different things"),
    ],
)
def test_units_that_do_not_convert_are_told(unit, to, words):
    with pytest.raises(InputError, match=words):
        factor(unit, to)


@pytest.mark.parametrize(
    ("word", "size", "base"),
    [
        ("bags (70kg)", 70, "kg"), ("70 kg bags", 70, "kg"), ("Bag of 12.5 kg", 12.5, "kg"),
        ("sack 110 kgs", 110, "kg"), ("20 litre jerrycan", 20, "l"), ("17kg tin", 17, "kg"), ("bag_70kg", 70, "kg"),
    ],
)  # fmt: skip
def test_a_container_that_says_what_it_holds_needs_no_table(word, size, base):
    known = unit_of(word)
    assert (known.factor, known.low, known.high, known.base, known.source) == (size, size, size, base, "Its name")
    assert unit_of(word, base="ha") is None


def test_each_row_may_have_a_unit_of_its_own():
    values = pl.Series("harvest", [2, 3, 4, 5])
    units = pl.Series("unit", ["bag", "kg", None, "debe"])
    assert in_unit(values, units, "kg", product="maize", country="Kenya").to_list() == [180, 3, None, 90]
    with pytest.raises(InputError, match="No factor is known for 'heap'"):
        in_unit(values, pl.Series(["bag", "kg", "kg", "heap"]), "kg")


@pytest.fixture
def survey(tmp_path):
    arms, units = ("Control", "Treatment"), ("debe", "bag", "bag")
    rows = "\n".join(
        f"H{i},V{i % 4},{arms[i % 2]},{(i + 1) / 4},{i + 1},{units[i % 3]},{20 + i},{30 + i % 40}" for i in range(40)
    )
    head = "farmer_id,village_id,treatment,land_acres,harvest_qty,harvest_unit,milk price (UGX per litre),age"
    (tmp_path / "s.csv").write_text(f"{head}\n{rows}\n", encoding="utf-8")
    return read_survey(tmp_path / "s.csv")


def test_a_mapping_is_proposed_with_units_and_reasons(survey):
    mapping = propose_mapping(survey, product="maize", country="Kenya")
    assert {entry.role: entry.column for entry in mapping.roles} == {
        "household": "farmer_id", "cluster": "village_id", "treatment": "treatment", "land": "land_acres",
        "harvest": "harvest_qty", "age": "age",
    }  # fmt: skip
    by_role = {entry.role: entry for entry in mapping.roles}
    assert by_role["land"].unit == "acre"
    assert by_role["harvest"].unit_column == "harvest_unit"
    assert by_role["treatment"].treated == ("Treatment",)
    assert mapping.to_frame().height == len(mapping.roles)
    assert [part.unit for known in factors_used(mapping) for part in known.parts] == ["acre"]
    of_rows = [part for known in factors_used(mapping, survey) for part in known.parts][1:]
    assert [(part.unit, part.country, part.factor) for part in of_rows] == [("bag", "Kenya", 90.0), ("debe", "", 18.0)]


def test_a_column_called_unit_beside_a_quantity_is_its_unit(tmp_path):
    rows = "".join(f"H{i},{i},{('bag', 'debe', 'gorogoro')[i % 3]},{i}\n" for i in range(1, 30))
    (tmp_path / "s.csv").write_text("hhid,Qty harvested,Unit,land_ha\n" + rows, encoding="utf-8")
    (harvest,) = [r for r in propose_mapping(read_survey(tmp_path / "s.csv")).roles if r.role == "harvest"]
    assert (harvest.unit, harvest.unit_column) == ("", "Unit")


def test_numbers_that_identify_households_are_recognised_where_each_has_a_row_a_round(tmp_path):
    rows = "".join(f"{i},{r},{i % 7},{900 + i * r}\n" for r in (1, 2) for i in range(1, 41) if i % 9 or r == 1)
    (tmp_path / "s.csv").write_text("hhid,round,hh_size,y\n" + rows, encoding="utf-8")
    done = import_survey(tmp_path / "s.csv")
    assert done.mapping.column_of("household") == "hhid"
    assert any("of 40 households of round 1, 36 are in round 2" in finding.text for finding in done.table.findings)
    (tmp_path / "s.csv").write_text("hhid,round,hh_size,y\n" + rows + "7,2,1,5\n", encoding="utf-8")
    assert import_survey(tmp_path / "s.csv").rows.conflicting == 2


def test_headers_and_answers_in_french_and_kiswahili_are_recognised(tmp_path):
    head = (
        "Code ménage;Kijiji;Groupe;A participé;Superficie (ha);Revenu (FCFA/mois);Taille du ménage;Sexe;Mavuno (kg)\n"
    )
    arms = (("Témoin", "Non"), ("Traité", "Oui"))
    rows = "".join(
        f"M{i};K{i % 5};{';'.join(arms[i % 2])};{i},25;{1000 + i},5;{1 + i % 8};{'HF'[i % 2]};{i}\n"
        for i in range(1, 41)
    )
    (tmp_path / "s.csv").write_text(head + rows, encoding="cp1252")
    roles = {role.role: role for role in propose_mapping(read_survey(tmp_path / "s.csv")).roles}
    assert {name: (role.column, role.unit) for name, role in roles.items()} == {
        "household": ("Code ménage", ""), "treatment": ("Groupe", ""), "joined": ("A participé", ""),
        "village": ("Kijiji", ""), "sex": ("Sexe", ""), "household_size": ("Taille du ménage", "person"),
        "land": ("Superficie (ha)", "hectare"), "harvest": ("Mavuno (kg)", "kilogram"),
        "income": ("Revenu (FCFA/mois)", "XOF/month"),
    }  # fmt: skip
    assert (roles["treatment"].treated, roles["joined"].treated) == (("Traité",), ("Oui",))
    assert roles["treatment"].why == "by its answers"


def test_arms_are_recognised_by_a_control_among_their_answers_and_others_are_left_to_a_person(tmp_path):
    arms = ("control", "training", "training plus")
    for count, treated in ((2, ("training",)), (3, ())):
        rows = "".join(f"H{i},{arms[i % count]},{i}\n" for i in range(30))
        (tmp_path / "s.csv").write_text("hhid,grp,y\n" + rows, encoding="utf-8")
        (arm,) = [role for role in propose_mapping(read_survey(tmp_path / "s.csv")).roles if role.role == "treatment"]
        assert (arm.column, arm.treated) == ("grp", treated)


def test_an_income_whose_time_is_not_said_is_pointed_at(tmp_path):
    rows = "".join(f"H{i},{1000 + i}\n" for i in range(30))
    for header, unit, said in (
        ("Income (KES)", "KES", "its time UNKNOWN: state it, such as KES/year or KES/month"),
        ("Income (KES/week)", "KES/week", "in its cells or words"),
        ("Total income per person in the last 12 months (KES)", "KES/person/year", "in its cells or words"),
        ("Income", "", "UNKNOWN: state currency and time, such as KES/year"),
    ):
        (tmp_path / "s.csv").write_text(f"hhid,{header}\n{rows}", encoding="utf-8")
        (income,) = [r for r in propose_mapping(read_survey(tmp_path / "s.csv")).roles if r.role == "income"]
        assert income.unit == unit
        assert income.why.endswith(said)


def test_a_column_of_mixed_currencies_is_refused_with_what_is_mixed(tmp_path):
    amounts = ("KES 100", "USD 5", "KES 300")
    rows = "".join(f"H{i},{amounts[i % 3]}\n" for i in range(12))
    (tmp_path / "s.csv").write_text("hhid,income\n" + rows, encoding="utf-8")
    mapping = SurveyMapping((ColumnRole("income", "income", "KES/year"),))
    with pytest.raises(InputError, match=r"more than one currency \(kes in 8, usd in 4.*Repair the column in the file"):
        map_columns(read_survey(tmp_path / "s.csv"), mapping)


def test_a_column_that_differs_in_every_row_is_offered_as_the_id(tmp_path):
    (tmp_path / "s.csv").write_text("kode,y\n" + "".join(f"H{i},{i % 3}\n" for i in range(9)), encoding="utf-8")
    told = [finding.text for finding in import_survey(tmp_path / "s.csv").table.findings]
    assert any(text.endswith("Name the column with --id; 'kode' differs in every row") for text in told)


def test_the_table_in_the_models_words_and_units(survey):
    mapping = propose_mapping(survey, product="maize", country="Kenya")
    price = ColumnRole("outcome:milk_price", "milk price (UGX per litre)", "UGX/litre")
    frame = map_columns(survey, SurveyMapping((*mapping.roles, price), "maize", "Kenya"))
    assert frame.columns == ["household", "cluster", "treatment", "age", "land", "harvest", "milk_price"]
    assert frame["treatment"].to_list()[:3] == [0, 1, 0]
    assert math.isclose(frame["land"][0], 0.25 * 0.40468564224)
    assert frame["harvest"].to_list()[:3] == [18.0, 180.0, 270.0]
    assert frame["milk_price"].to_list()[:2] == [20.0, 21.0]


def test_answers_of_any_type_count_as_treated(tmp_path):
    (tmp_path / "s.csv").write_text("a,b\n1,0.0\n0,1.0\n,1.0\n", encoding="utf-8")
    survey = read_survey(tmp_path / "s.csv")
    roles = (ColumnRole("treatment", "a", treated=("1",)), ColumnRole("joined", "b", treated=("1",)))
    frame = map_columns(survey, SurveyMapping(roles))
    assert frame.rows() == [(1, 0), (0, 1), (None, 1)]


def test_a_mapping_that_does_not_fit_is_told_whole(survey):
    roles = (
        ColumnRole("household", "farmerid"),
        ColumnRole("lande", "land_acres", "acre"),
        ColumnRole("harvest", "harvest_qty", unit_column="harvest_units"),
    )
    with pytest.raises(InputError) as refused:
        map_columns(survey, SurveyMapping(roles))
    said = str(refused.value)
    assert "3 defects found" in said
    assert "household: the table has no column 'farmerid'. Did you mean 'farmer_id'?" in said
    assert "land_acres: 'lande' is not a role of a column. Did you mean 'land'?" in said
    with pytest.raises(InputError, match="the column 'treatment' holds no numbers"):
        map_columns(survey, SurveyMapping((ColumnRole("land", "treatment", "acre"),)))


def test_the_dairy_trial_is_recognised(shared):
    survey = read_survey(shared / "data" / "rmvc_uganda_dairy_quality" / "prepped_farmers.csv")
    mapping = propose_mapping(survey, product="milk", country="Uganda")
    assert mapping.column_of("household") == "farmer_ID"
    assert mapping.column_of("cluster") == "MCC_ID_linked"
    frame = map_columns(survey, mapping)
    assert frame["treatment"].drop_nulls().unique().sort().to_list() == [0, 1]


def test_shares_and_codes_are_not_taken_for_amounts(shared):
    folder = shared / "data" / "casaburi_willis_2018_kenya_contract_insurance"
    mapping = propose_mapping(read_survey(folder / "data_mainexp.dta"), product="sugarcane", country="Kenya")
    assert {entry.role: (entry.column, entry.unit) for entry in mapping.roles if entry.unit} == {
        "age": ("age", "year"), "land": ("l_area", "acre"), "sold": ("deliv_tons", "tonne"),
    }  # fmt: skip
    assert mapping.column_of("crop_income") == ""


def test_the_initiative_file_knows_the_same_roles():
    assert SurveyRole.__args__ == tuple(SURVEY_ROLES)


@pytest.fixture
def pails(tmp_path):
    """Three rows in pails, one in an ox-cart, one without a number and one without a unit."""
    rows = "H1,2,PAIL (LARGE)\nH2,4,PAIL (LARGE)\nH3,3,pail (small)\nH4,1,Ox-Cart\nH5,,Ox-Cart\nH6,5,\n"
    (tmp_path / "s.csv").write_text("hhid,harvest_qty,harvest_unit\n" + rows, encoding="utf-8")
    return read_survey(tmp_path / "s.csv")


def harvest_of(product, country="Malawi", unit=""):
    role = ColumnRole("harvest", "harvest_qty", unit=unit, unit_column="" if unit else "harvest_unit")
    return SurveyMapping((role,), product, country)


def test_a_sum_carries_what_its_units_leave_open(pails):
    (found,) = converted(harvest_of("groundnuts"), pails)
    assert (found.rows, found.unit, found.assumed) == (3, "kg", 0.0)
    assert found.total == pytest.approx(6 * 14.46 + 3 * 4.1)
    assert found.low == pytest.approx(6 * 13.7 + 3 * 4.096)
    assert found.high == pytest.approx(6 * 16.65 + 3 * 4.33)
    assert found.unknown == (("Ox-Cart", 1),)
    assert found.summary() == (
        "harvest: 99.06 kg in 3 rows; -5 % to +14 % by what its units may hold; "
        "not converted, for no factor is known: 'Ox-Cart' (1 row)"
    )


def test_the_share_that_is_assumed_and_units_of_no_product_are_told(pails):
    (assumed,) = converted(harvest_of("", "Kenya", unit="debe"), pails)
    assert (assumed.rows, assumed.assumed) == (5, 1.0)
    assert "100 % of it in units whose size is assumed" in assumed.summary()
    (unknown,) = converted(harvest_of("peppers"), pails)
    assert unknown.rows == 0
    assert unknown.summary().startswith("harvest: not converted, for no factor is known: 'Ox-Cart' (1 row), 'PAIL")
    assert converted(harvest_of("", "", unit="kg"), pails) == ()


def test_the_import_says_what_the_units_leave_open(pails, tmp_path, capsys):
    assert main(["import", str(tmp_path / "s.csv"), "--product", "groundnuts", "--country", "Malawi"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "harvest: 99.06 kg in 3 rows; -5 % to +14 % by what its units may hold" in shown
    assert "1 large pail (groundnut Malawi) = 14.46 kg (13.7 to 16.65)" in shown
