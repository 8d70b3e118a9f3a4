"""What courts, norms, exclusion, rivals, credit and ownership do to a contract."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from outgrow.chain import Contract, Setting, credit_curve, setting_effects, spot_with_rivals, with_ownership
from outgrow.vocabulary import InputError

TERMS = Contract(0.5, 1200.0, 0.0, 150.0, 0.1, 0.1, 100.0, 20.0, 0.8, 0.85)
BASE = Setting(TERMS, 360.0, 0.5, 0.25)
STANDARD_ERRORS = 4.0  # by chance once in 16,000 runs; the seed is fixed


def changed(**fields: float) -> Setting:
    return replace(BASE, contract=replace(TERMS, **fields))


def test_stronger_courts_raise_compliance_and_can_lower_what_the_farmer_has() -> None:
    found = setting_effects(BASE, {"courts": changed(enforcement=0.6), "less credit": changed(credit=0.0)})
    courts = found.effects[1]
    assert courts.honour_change > 0.0 > courts.value_change
    assert "courts" in found.traps
    assert "at the household's cost: courts" in found.summary()


def test_the_base_stands_first_and_changes_nothing() -> None:
    found = setting_effects(BASE, {"sanction": changed(sanction=80.0)})
    assert found.effects[0].name == "today"
    assert (found.effects[0].honour_change, found.effects[0].value_change) == (0.0, 0.0)
    assert found.to_frame().columns[:3] == ["name", "honour", "tolerated"]


def test_changes_that_help_nobody_are_said_to_help_nobody() -> None:
    assert "no change raises that" in setting_effects(BASE, {"none": BASE}).summary()


def test_a_small_gain_is_not_called_none_and_a_high_chance_not_certainty() -> None:
    safe = replace(BASE, spot_median=0.3)
    found = setting_effects(safe, {"sanction": replace(safe, contract=replace(TERMS, sanction=40.0))})
    assert 0.99 < found.effects[0].honour < 1.0
    assert 0.0 < found.effects[1].honour_change < 0.005
    assert (
        found.summary() == "Contracts are honoured with a chance above 99%, and no change raises that by half a point."
    )


def test_more_rivals_raise_the_best_offer_and_narrow_it() -> None:
    offers = [spot_with_rivals(0.5, 0.25, n) for n in (1, 2, 5, 20)]
    assert offers[0] == pytest.approx((0.5, 0.25), abs=1e-9)  # a grid of 0.0025 standard deviations
    assert [m for m, _ in offers] == sorted(m for m, _ in offers)
    assert [s for _, s in offers] == sorted((s for _, s in offers), reverse=True)


def test_the_best_of_several_offers_is_what_draws_say() -> None:
    rng = np.random.default_rng(9)
    best = np.log(0.5) + 0.25 * rng.normal(size=(200_000, 4)).max(axis=1)
    median, sdlog = spot_with_rivals(0.5, 0.25, 4)
    assert abs(best.mean() - np.log(median)) < STANDARD_ERRORS * best.std() / np.sqrt(best.size)
    assert best.std() == pytest.approx(sdlog, rel=0.01)  # a standard deviation of 200,000 draws is this exact


def test_ownership_raises_exclusion_sanction_and_price_by_its_strength() -> None:
    full = with_ownership(TERMS, 1.0, 1.0, 0.05)
    assert (float(full.exclusion), float(full.sanction), float(full.price)) == pytest.approx((1.0, 40.0, 0.55))
    none = with_ownership(TERMS, 1.0, 0.0)
    assert (float(none.exclusion), float(none.sanction), float(none.price)) == pytest.approx((0.8, 20.0, 0.5))


def test_ownership_beyond_the_whole_is_refused() -> None:
    with pytest.raises(InputError, match=r"index: 1\.2"):
        with_ownership(TERMS, 1.2, 0.5)


def test_credit_lowers_the_tolerated_premium_all_along_the_curve() -> None:
    terms = replace(TERMS, cost=300.0, credit=0.0)
    premium, honour = credit_curve(replace(BASE, contract=terms), np.linspace(0.0, 300.0, 13))
    assert (np.diff(premium) < 0.0).all()
    assert (np.diff(honour) < 0.0).all()


def test_no_rival_at_all_is_no_market() -> None:
    with pytest.raises(InputError, match="there is at least one buyer"):
        spot_with_rivals(0.5, 0.25, 0.5)
