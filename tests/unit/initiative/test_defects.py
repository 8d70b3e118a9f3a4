"""Each thing that can be wrong with an initiative file is told in a whole sentence, with its line."""

from __future__ import annotations

import pytest

WOMEN = "  women: {value: 0.3, unit: share, source: assumption}"
PRICE = "price_out: {value: 110, unit: KES/kg, price_year: 2024,"
UNIT_FORM = "Units are written like KES/kg, kg/ha/season, share, household. Correct the unit."
NAME_FORM = "A name is made of lower-case letters, digits and underscores, a letter first."
FAMILIES = "normal, lognormal, posnormal, uniform, triangular, pert or beta01"


def women(inside: str) -> str:
    return f"  women: {{{inside}, unit: share, source: assumption}}"


def price(inside: str) -> str:
    return f"price_out: {{value: 110, {inside},"


MODELS = {
    "unknown key": (
        "  households: {",
        "  housholds: {",
        "(target.housholds): 'housholds' is not a key of this section. "
        "Did you mean 'households'? Correct it or take it out.",
    ),
    "optional key misspelt": (
        "      standard_error: {",
        "      standard_eror: {",
        "(participation.evidence.our_pilot.standard_eror): 'standard_eror' is not a key of this section. "
        "Did you mean 'standard_error'? Correct it or take it out.",
    ),
    "source missing": (
        WOMEN,
        "  women: {value: 0.3, unit: share}",
        "(target.women.source): 'source' is missing. Key of the sources, or 'assumption'. Add 'source' here.",
    ),
    "bare number": (
        WOMEN,
        "  women: 0.3",
        "(target.women): 0.3 stands here. A number is written with its unit and source. "
        "Write it like {value: 1, unit: share, source: assumption}.",
    ),
    "nothing": (
        WOMEN,
        "  women:",
        "(target.women): nothing stands here. A number is written with its unit and source. "
        "Write it like {value: 1, unit: share, source: assumption}.",
    ),
    "quoted number": (
        WOMEN,
        women("value: '0.3'"),
        "(target.women.value): '0.3' stands here. Here belongs a number. Write it without quotes.",
    ),
    "word for a number": (
        WOMEN,
        women("value: few"),
        "(target.women.value): 'few' stands here. Here belongs a number. Write a number.",
    ),
    "true for a number": (
        WOMEN,
        women("value: true"),
        "(target.women.value): true stands here. Here belongs a number. Write a number.",
    ),
    "not a number": (
        WOMEN,
        women("value: .nan"),
        "(target.women): {value: NaN, unit: share, source: assumption}. 'value' is not a finite number. Correct it.",
    ),
    "infinite share": (
        "      funding: 0.6",
        "      funding: .inf",
        "(actors.ngo.ownership.funding): Infinity stands here. It is not a finite number. Write a number.",
    ),
    "value and interval": (
        WOMEN,
        women("value: 0.3, low: 0.1"),
        "(target.women): {value: 0.3, low: 0.1, unit: share, source: assumption}. "
        "A number is either a value or an interval, and both are written here. Correct it.",
    ),
    "interval upside down": (
        WOMEN,
        women("low: 3, high: 1, family: pert"),
        "(target.women): {low: 3, high: 1, family: pert, unit: share, source: assump…. "
        "The interval is upside down or empty: low 3 is not below high 1. Correct it.",
    ),
    "interval without a family": (
        WOMEN,
        women("low: 0.1, high: 0.3"),
        "(target.women): {low: 0.1, high: 0.3, unit: share, source: assumption}. "
        f"An interval needs its 'family': {FAMILIES}. Correct it.",
    ),
    "unknown family": (
        WOMEN,
        women("low: 0.1, high: 0.3, family: beta"),
        "(target.women.family): 'beta' is not one of the choices. Did you mean 'beta01'? Correct it.",
    ),
    "money without a price year": (
        PRICE,
        "price_out: {value: 110, unit: KES/kg,",
        "(chain.growers.price_out): {value: 110, unit: KES/kg, source: assumption}. "
        "Money needs its price_year, because money of different years does not add up. Correct it.",
    ),
    "text that is a number": (
        "title: Demo",
        "title: 2012",
        "(title): 2012 stands here. Here belongs a text. Put it in quotes.",
    ),
    "part of a season": (
        "  exit_season: 6",
        "  exit_season: 6.5",
        "(initiator.exit_season): 6.5 stands here. Here belongs a whole number. Write a whole number.",
    ),
    "no instead of false": (
        "  supplied_before: false",
        "  supplied_before: no",
        "(firm.supplied_before): 'no' stands here. Here belongs true or false. Write true or false.",
    ),
    "name with a space": (
        "  - id: cooperative",
        "  - id: Coop 1",
        f"(actors.Coop_1.id): 'Coop 1' cannot be a name. {NAME_FORM} Correct the name.",
    ),
    "key with a space": (
        "  pilot_survey:",
        "  Pilot survey:",
        f"(sources.Pilot survey): 'Pilot survey' cannot be a key here. {NAME_FORM} Correct the key.",
    ),
    "case name in capitals": (
        "id: demo",
        "id: Demo",
        "(id): 'Demo' cannot be a name. "
        "The name of a case is made of lower-case letters, digits and hyphens. Correct the name.",
    ),
    "too few seasons": (
        "  count: 15",
        "  count: 1",
        "(seasons.count): 1 is out of range. It must be at least 2. Correct it.",
    ),
    "two ways of changing": (
        "      - parameter: contract.deferred_payment",
        "      - set: 3\n        parameter: contract.deferred_payment",
        "(options.pay_sooner.changes.1): {set: 3, parameter: contract.deferred_payment, add: -10}. "
        "Write exactly one of 'multiply', 'add' or 'set'. Correct it.",
    ),
}

CROSS = {
    "unit of another kind": (
        PRICE,
        price("unit: KES/ha, price_year: 2024"),
        "(chain.growers.price_out): the unit 'KES/ha' does not fit. This number is computed in 'KES/kg', "
        "and the "
        "one does not convert into the other. Give the number in 'KES/kg' or a unit of the same kind.",
    ),
    "unknown unit": (
        PRICE,
        price("unit: KES/stone of leaf, price_year: 2024"),
        f"(chain.growers.price_out): 'KES/stone of leaf' is not a known unit. {UNIT_FORM}",
    ),
    "broken unit": (
        PRICE,
        price("unit: KES/kg**, price_year: 2024"),
        f"(chain.growers.price_out): 'KES/kg**' is not a known unit. {UNIT_FORM}",
    ),
    "unit that is a sum to work out": (
        PRICE,
        price("unit: KES/10**10**10, price_year: 2024"),
        f"(chain.growers.price_out): 'KES/10**10**10' is not a known unit. {UNIT_FORM}",
    ),
    "price year without an index": (
        PRICE,
        price("unit: KES/kg, price_year: 2012"),
        "(chain.growers.price_out): 110 KES/kg (2012 prices) cannot be converted: the price index has no "
        "value "
        "for 2012 and 2024. The model computes in prices of 2024. Add money.price_index.2012.",
    ),
    "currency without a rate": (
        PRICE,
        price("unit: USD/kg, price_year: 2024"),
        "(chain.growers.price_out): 110 USD/kg (2024 prices) cannot be converted: there is no exchange "
        "rate for "
        "it. Money in USD of 2024, and the model computes in KES. Add money.exchange_rates.USD.2024.",
    ),
    "unknown currency": (
        "  code: KES",
        "  code: KSE",
        "(money.code): 'KSE' is not a known currency. Did you mean 'KES'? Use a three-letter code.",
    ),
    "value above its range": (
        WOMEN,
        women("value: 30"),
        "(target.women): 30 is out of range. It cannot be above 1. Correct it.",
    ),
    "interval above its range": (
        WOMEN,
        women("low: 0.5, high: 1.2, family: normal"),
        "(target.women): 0.5 to 1.2 is out of range. It cannot be above 1. Correct it.",
    ),
    "negative price": (
        PRICE,
        "price_out: {value: -1, unit: KES/kg, price_year: 2024,",
        "(chain.growers.price_out): -1 KES/kg (2024 prices) is out of range. It cannot be below 0 KES/kg. Correct it.",
    ),
    "tails above the range": (
        WOMEN,
        women("low: 0.8, high: 0.99, family: uniform"),
        "(target.women): a uniform number with the 90 % interval 0.8 to 0.99 has tails from 0.7897 to 1. It cannot be "
        "above 1. Narrow the interval or use 'family: beta01'.",
    ),
    "tails below the range": (
        PRICE,
        "price_out: {low: 0, high: 2, family: uniform, unit: KES/kg, price_year: 2024,",
        "(chain.growers.price_out): a uniform number with the 90 % interval 0 to 2 KES/kg (2024 prices) has tails from "
        "-0.1089 to 2.109. It cannot be below 0 KES/kg. Narrow the interval or use 'family: lognormal' or 'posnormal'.",
    ),
    "interval that no distribution has": (
        WOMEN,
        women("low: 0.001, high: 5, family: posnormal"),
        "(target.women): posnormal 0.001..5 is an odd interval. No distribution of this family has that 90 % "
        "interval. Use another family.",
    ),
    "unknown source": (
        WOMEN,
        "  women: {value: 0.3, unit: share, source: pilot_survy}",
        "(target.women.source): 'pilot_survy' is not one of the sources. "
        "Did you mean 'pilot_survey'? Correct it or add the source.",
    ),
    "unknown source of the districts": (
        "    source: pilot_survey",
        "    source: census",
        "(target.districts.source): 'census' is not one of the sources. "
        "Known: assumption, pilot_survey. Correct it or add the source.",
    ),
    "unknown initiator": (
        "  actor: ngo\n",
        "  actor: ngoo\n",
        "(initiator.actor): 'ngoo' is not one of the actors. Did you mean 'ngo'? Correct it or add the actor.",
    ),
    "unknown doer": (
        "    done_by: exporter",
        "    done_by: exportr",
        "(functions.enrolment.done_by): 'exportr' is not one of the actors. "
        "Did you mean 'exporter'? Correct it or add the actor.",
    ),
    "unknown payer of an option": (
        "    payer: exporter",
        "    payer: state",
        "(options.pay_sooner.payer): 'state' is not one of the actors. "
        "Known: cooperative, exporter, growers, ngo. Correct it or add the actor.",
    ),
    "unknown function": (
        "    function: training",
        "    function: trainingg",
        "(delivery.training.function): 'trainingg' is not one of the functions. "
        "Did you mean 'training'? Correct it or add the function.",
    ),
    "unknown parameter to change": (
        "      - parameter: contract.deferred_payment",
        "      - parameter: contract.defered_payment",
        "(options.pay_sooner.changes.1.parameter): 'contract.defered_payment' is not a parameter of this "
        "file. "
        "Did you mean 'contract.deferred_payment' or 'contract.first_payment'? Correct the dotted name.",
    ),
    "exit at the horizon": (
        "  exit_season: 6",
        "  exit_season: 15",
        "(initiator.exit_season): the exit is after season 15. "
        "There are 15 seasons, and at least one must follow the exit. Correct one.",
    ),
    "wish beyond the horizon": (
        "  seasons_after_exit: 5",
        "  seasons_after_exit: 10",
        "(ambition.seasons_after_exit): 10 seasons after the exit is season 16. "
        "There are only 15 seasons. Lengthen seasons.count or shorten this.",
    ),
}

TWO_LINES = {
    "key written twice": (
        "  count: 15",
        "  count: 15\n  count: 16",
        [
            (
                1,
                "(seasons.count): 'count' is written twice. It stands already in line {first}. Keep one of the two.",
            )
        ],
    ),
    "share of nobody": (
        "    paid_by:\n      exporter: 0.6",
        "    paid_by:\n      exporter: -0.8",
        [
            (
                0,
                "(functions.enrolment.paid_by): the shares that pay for 'enrolment' sum to -0.4. "
                "They must sum to 1: 1.4 is missing. Correct them.",
            ),
            (
                1,
                "(functions.enrolment.paid_by.exporter): -0.8 is out of range. A share is at least 0. Correct it.",
            ),
        ],
    ),
    "history": (
        "options:\n",
        "history:\n  - {measure: member, year: 2012, value: -5, source: pilot_survey}\noptions:\n",
        [
            (
                1,
                "(history.0.measure): 'member' is not one of the choices. Did you mean 'members'? Correct it.",
            ),
            (1, "(history.0.value): -5 is out of range. It must be at least 0. Correct it."),
        ],
    ),
    "empty list": (
        "functions:\n",
        "functions: []\nfunctionz:\n",
        [
            (0, "(functions): nothing stands here. At least one entry is needed. Add one."),
            (
                1,
                "(functionz): 'functionz' is not a key of this section. "
                "Did you mean 'functions'? Correct it or take it out.",
            ),
        ],
    ),
    "list where text is": (
        "actors:\n",
        "actors: growers\nactor:\n",
        [
            (0, "(actors): 'growers' stands here. Here belongs a list. Write a list."),
            (
                1,
                "(actor): 'actor' is not a key of this section. Did you mean 'actors'? Correct it or take it out.",
            ),
        ],
    ),
    "index of nothing": (
        "  price_year: 2024\n",
        "  price_year: 2024\n  price_index: {2012: {value: 0, unit: share, source: assumption}}\n",
        [
            (
                1,
                "(money.price_index.2012): 0 stands here. Price levels and exchange rates are above 0. "
                "Correct the number.",
            )
        ],
    ),
    "trait of a donor that is none": (
        "  districts:",
        "  donors: {file: survey.csv, columns: {sizes: persons}, source: assumption}\n  districts:",
        [
            (
                0,
                "(target.donors.columns.sizes): 'sizes' cannot be a key here. The keys of this section are land, "
                "yields, other_income, distance, size, woman. Did you mean 'size'?",
            )
        ],
    ),
    "year that is a word": (
        "  price_year: 2024\n",
        "  price_year: 2024\n  price_index: {then: {value: 1, unit: share, source: assumption}}\n",
        [
            (
                1,
                "(money.price_index.then): 'then' cannot be a key here. The keys of this section are years. "
                "Correct the key.",
            )
        ],
    ),
}


@pytest.mark.parametrize(("old", "spoilt", "sentence"), MODELS.values(), ids=MODELS.keys())
def test_what_the_models_refuse_is_said_in_plain_words(spoil, old, spoilt, sentence):
    ((_, said),) = spoil(old, spoilt)
    assert said == sentence


@pytest.mark.parametrize(("old", "spoilt", "sentence"), CROSS.values(), ids=CROSS.keys())
def test_what_does_not_fit_together_is_said_with_its_line(spoil, old, spoilt, sentence):
    assert spoil(old, spoilt) == [(0, sentence)]


@pytest.mark.parametrize(("old", "spoilt", "expected"), TWO_LINES.values(), ids=TWO_LINES.keys())
def test_defects_over_several_lines_come_in_their_order(pilot, spoil, old, spoilt, expected):
    text = (pilot / "initiative.yaml").read_text(encoding="utf-8")
    first = text.count("\n", 0, text.index(old)) + 1
    assert spoil(old, spoilt) == [(line, sentence.format(first=first)) for line, sentence in expected]


def test_a_missing_key_is_told_at_its_section(spoil):
    assert spoil("  # Last season (1 is the first) that the initiator pays for.\n  exit_season: 6\n", "") == [
        (
            -4,
            "(initiator.exit_season): 'exit_season' is missing. "
            "Last season (1 is the first) that the initiator pays for. Add 'exit_season' here.",
        )
    ]


def test_ownership_that_does_not_sum_to_one_says_by_how_much(spoil):
    ((_, said),) = spoil("      funding: 0.6", "      funding: 0.5")
    assert said == (
        "(actors): the actors' shares of funding sum to 0.9. They must sum to 1: 0.1 is missing. Correct them."
    )


def test_payers_that_pay_too_much_say_by_how_much(spoil):
    ((_, said),) = spoil("      exporter: 0.6", "      exporter: 0.8")
    assert said == (
        "(functions.enrolment.paid_by): the shares that pay for 'enrolment' sum to 1.2. "
        "They must sum to 1: 0.2 is too much. Correct them."
    )


def test_an_actor_listed_twice_is_told_with_both_lines(pilot, spoil):
    lines = (pilot / "initiative.yaml").read_text(encoding="utf-8").splitlines()
    first = lines.index("  - id: growers") + 1
    found = spoil("  - id: cooperative", "  - id: growers")
    assert found[0] == (
        0,
        f"(actors.growers.id): 'growers' is used twice. It stands already in line {first}. Give each its own name.",
    )


def test_an_option_cannot_set_a_number_out_of_its_range(spoil):
    ((_, said),) = spoil("        add: 10\n", "        set: -3\n")
    assert said == ("(options.pay_sooner.changes.0.set): -3 is out of range. It cannot be below 0 KES/kg. Correct it.")


def test_a_used_study_needs_its_standard_error_and_a_shown_one_its_reason(spoil):
    found = spoil("      role: pilot", "      role: shown")
    assert [said for _, said in found] == [
        "(participation.evidence): no study has the role 'pilot'. The effect of the initiative itself has to "
        "come from at least one study. Add what is known of the pilot.",
        "(participation.evidence.our_pilot): 'our_pilot' has no 'reason'. "
        "A study that is only shown says why it is not used. Add the reason.",
    ]


def test_a_used_study_without_a_standard_error_is_told(spoil):
    line = "      standard_error: {value: 0.09, unit: share, source: assumption}\n"
    ((_, said),) = spoil(line, "")
    assert said == (
        "(participation.evidence.our_pilot): 'our_pilot' has no 'standard_error'. A study with the role "
        "'pilot' "
        "is weighed by its precision. Add it, or give the study the role 'shown' with a reason."
    )


def test_a_study_that_is_used_needs_its_size(spoil):
    ((_, said),) = spoil("      estimate: {value: 0.22, unit: share, source: assumption}\n", "")
    assert said == (
        "(participation.evidence.our_pilot): 'our_pilot' has no 'estimate'. A study with the role 'pilot' enters the "
        "effect with its size. Add it, or give the study the role 'shown' with a reason."
    )


def test_one_missing_index_is_told_once_for_all_numbers(spoil):
    ((_, said),) = spoil("  price_year: 2024", "  price_year: 2020")
    assert "cannot be converted: the price index has no value for 2024 and 2020, as " in said
    assert said.endswith(" more numbers do. The model computes in prices of 2020. Add money.price_index.2024.")


def test_defects_of_every_kind_are_reported_together(pilot, spoil):
    file = pilot / "initiative.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("  count: 15", "  count: fifteen").replace("    table: districts.csv", "    table: d.csv")
    text = text.replace("    payer: exporter", "    payer: exportr")
    file.write_text(text, encoding="utf-8")
    found = spoil("country: Kenya", "cuntry: Kenya")
    assert [said.split(")")[0] for _, said in found] == [
        "(cuntry",
        "(seasons.count",
        "(target.districts.table",
        "(options.pay_sooner.payer",
    ]
    assert [line for line, _ in found] == sorted(line for line, _ in found)
