"""The sampling design: what it accepts, and the variance it implies in cases worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from outgrow.micro import sampling
from outgrow.micro.welfare.codes import codes_of
from outgrow.micro.welfare.resampling import resampled_weights
from outgrow.micro.welfare.sampling import covariance
from outgrow.vocabulary import InputError, Streams

EXACT = 1e-12  # the same few additions in another order
MONTE_CARLO = 0.1  # the variance of 4,000 resamples is known to about 2 %


def test_variance_of_a_mean_of_rows_drawn_by_themselves_is_the_textbook_one():
    y = np.array([2.0, 3.0, 5.0, 9.0, 11.0])
    assert covariance((y - y.mean()) / 5, sampling(5))[0, 0] == pytest.approx(y.var(ddof=1) / 5, rel=EXACT)


def test_variance_of_two_strata_of_two_clusters_is_the_hand_made_one():
    """Cluster totals 3 and 5, 10 and 4: n/(n-1) * sum of squares = 2*(1+1) + 2*(9+9) = 40."""
    u = np.array([1.0, 2.0, 5.0, 4.0, 6.0, 4.0])
    plan = sampling(6, strata=["a", "a", "a", "b", "b", "b"], clusters=[1, 1, 2, 1, 1, 2])
    assert plan.clusters == 4
    assert covariance(u, plan)[0, 0] == pytest.approx(40.0, rel=EXACT)


def test_the_same_cluster_label_in_two_strata_means_two_clusters():
    plan = sampling(4, strata=[1, 1, 2, 2], clusters=["a", "b", "a", "b"])
    assert (plan.clusters, plan.strata, plan.degrees_of_freedom) == (4, 2, 2)


def test_a_lone_cluster_is_refused_with_its_stratum_or_centred_or_taken_as_certain():
    strata, clusters = ["north", "north", "south"], [1, 2, 3]
    with pytest.raises(InputError) as caught:
        sampling(3, strata=strata, clusters=clusters)
    assert str(caught.value) == (
        "sampling: 1 defect found.\n"
        "  - strata: 1 with a single cluster: south. a single cluster shows no variance within its stratum. "
        "merge it with a neighbouring stratum, or choose lone='centre' or lone='certain'."
    )
    u = np.array([1.0, 3.0, 5.0])
    certain = covariance(u, sampling(3, strata=strata, clusters=clusters, lone="certain"))[0, 0]
    centred = covariance(u, sampling(3, strata=strata, clusters=clusters, lone="centre"))[0, 0]
    assert certain == pytest.approx(2 * (1 + 1), rel=EXACT)
    assert centred == pytest.approx(4 + (5 - 3) ** 2, rel=EXACT)


def test_all_defects_of_a_design_are_named():
    with pytest.raises(InputError) as caught:
        sampling(3, [1, -1, np.nan], ["a", None, "b"], [1, 2])
    assert str(caught.value) == (
        "sampling: 4 defects found.\n"
        "  - weights: 1 row (row 3). an unknown weight cannot count. drop or correct these rows.\n"
        "  - weights: 1 row below zero (row 2). a row cannot count less than nothing. correct the weights.\n"
        "  - strata: 1 row without one (row 2). a row that belongs nowhere cannot be counted. "
        "fill or drop these rows.\n"
        "  - clusters: 2 labels for 3 rows. every row has one label. match the columns."
    )


def test_one_cluster_in_all_is_refused():
    with pytest.raises(InputError, match="one cluster shows no difference between clusters"):
        sampling(2, clusters=[1, 1])


def test_an_unknown_way_with_lone_clusters_is_refused():
    with pytest.raises(InputError, match="it is none of refuse, centre, certain"):
        sampling(2, lone="ignore")


@pytest.mark.parametrize(
    ("labels", "codes", "names"),
    [
        ([10**12, 3, 10**12], [1, 0, 1], [3, 10**12]),
        ([2.5, 1.0, 2.5], [1, 0, 1], [1, 2.5]),
        ([True, False, True], [1, 0, 1], [0, 1]),
        (["b", "a", "b"], [1, 0, 1], ["a", "b"]),
        (np.array(["b", "a", "b"], dtype=object), [1, 0, 1], ["a", "b"]),
    ],
)
def test_labels_of_any_kind_are_numbered_in_sorted_order(labels, codes, names):
    found, listed, defects = codes_of(labels, 3, "label")
    assert (found.tolist(), listed, defects) == (codes, names, [])


def test_rows_without_a_label_are_a_defect_whatever_the_kind():
    for labels in ([1.0, np.nan], ["a", ""], np.array(["a", None], dtype=object), np.array([1, np.nan], dtype=object)):
        _, _, defects = codes_of(labels, 2, "label")
        assert len(defects) == 1


def test_resampled_totals_vary_as_the_linearised_variance_says():
    rng = np.random.default_rng(4)
    y = rng.normal(5, 2, 60)
    plan = sampling(60, rng.uniform(1, 3, 60), np.repeat([1, 2, 3], 20), np.repeat(np.arange(15), 4))
    streams = Streams(7)
    totals = [float(np.sum(resampled_weights(plan, streams, d, "test") * y)) for d in range(4000)]
    assert np.var(totals) == pytest.approx(covariance(y, plan)[0, 0], rel=MONTE_CARLO)
    assert np.mean(totals) == pytest.approx(np.sum(plan.weights * y), rel=0.01)


def test_a_lone_cluster_keeps_its_weight_in_a_resample():
    plan = sampling(3, [1.0, 2.0, 3.0], strata=[1, 1, 2], lone="certain")
    assert resampled_weights(plan, Streams(1), 0, "test")[2] == 3.0


def test_resamples_depend_on_the_seed_and_the_draw_only():
    plan = sampling(50)
    first = resampled_weights(plan, Streams(3), 5, "test")
    assert (first == resampled_weights(plan, Streams(3), 5, "test")).all()
    assert (first != resampled_weights(plan, Streams(3), 6, "test")).any()
