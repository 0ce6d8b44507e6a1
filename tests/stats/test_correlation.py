"""Partial correlations."""

import numpy as np
import pytest

from pardx.stats.correlation import from_precision, partial_correlations


def test_partial_correlations_of_collinear_indices_are_not_given(panel):
    twin = panel.assign(pci_total_score=64 - panel.dti_total_rank)
    assert len(partial_correlations({2022: panel})[0])
    table, refused = partial_correlations({2022: twin})
    assert table.empty
    assert refused.reason.to_list() == ["collinear"]


def test_partial_correlation_is_that_of_residuals():
    rng = np.random.default_rng(5)
    data = rng.normal(size=(80, 4)) @ rng.normal(size=(4, 4))
    others = np.column_stack([np.ones(80), data[:, 2:]])
    left = data[:, :2] - others @ np.linalg.lstsq(others, data[:, :2], rcond=None)[0]
    assert from_precision(data)[0, 1] == pytest.approx(np.corrcoef(left.T)[0, 1])


def test_partial_correlations_list_each_pair_once(panel):
    table, _ = partial_correlations({2022: panel})
    assert len(table) == table.drop_duplicates(["one", "other"]).shape[0]
    assert set(table.n) == {63}
    assert partial_correlations({2022: panel[["province", "region"]]})[0].empty
