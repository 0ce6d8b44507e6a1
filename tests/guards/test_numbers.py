"""The numbers of 2022 are those that were kept: see :mod:`goldens` for how they are renewed."""

import goldens
import pandas as pd
import pytest


@pytest.mark.parametrize("name", goldens.KEPT)
def test_numbers_are_those_that_were_kept(built, name):
    key = goldens.KEPT[name].key
    kept = goldens.read(goldens.FOLDER / f"{name}.csv").set_index(key)
    found = goldens.taken(name, built.root).set_index(key)
    assert found.index.is_unique
    assert set(found.index) == set(kept.index)
    pd.testing.assert_frame_equal(
        found.loc[kept.index, kept.columns], kept, check_dtype=False, rtol=1e-8, atol=1e-12
    )
