"""A kernel as it was when it started: for notebooks that run one after the other in it."""

from __future__ import annotations

import gc
import os
import random
import sys
import warnings
from typing import Any

_BEGAN: dict[str, Any] = {}
"""The state of this kernel when it was first made fresh."""


def make_fresh() -> None:
    """Empty the namespace and undo what the last notebook has set.

    Undone are environment, working folder, search path, warnings, options of pandas, numpy and
    matplotlib, open figures and the state of random generators. Modules stay loaded. The first
    call only takes note of all that.
    """
    import matplotlib as mpl
    import numpy as np
    import pandas as pd
    from IPython import get_ipython
    from matplotlib import pyplot as plt

    if not _BEGAN:
        _BEGAN.update(
            environ=dict(os.environ),
            folder=os.getcwd(),  # noqa: PTH109 - a string, as chdir takes it
            path=[*sys.path],
            argv=[*sys.argv],
            filters=[*warnings.filters],
            errors=np.geterr(),
            printing=np.get_printoptions(),
            drawing=mpl.rcParams.copy(),
        )
        return
    os.environ.clear()
    os.environ.update(_BEGAN["environ"])
    os.chdir(_BEGAN["folder"])
    sys.path[:], sys.argv[:] = _BEGAN["path"], _BEGAN["argv"]
    with warnings.catch_warnings(action="ignore"):
        pd.reset_option("all")
    warnings.resetwarnings()  # forgets as well which have been shown
    warnings.filters[:] = _BEGAN["filters"]
    np.seterr(**_BEGAN["errors"])
    np.set_printoptions(**_BEGAN["printing"])
    plt.close("all")
    mpl.rcParams.update(_BEGAN["drawing"])
    random.seed()
    np.random.seed()  # noqa: NPY002 - the one that notebooks may have seeded
    get_ipython().reset(new_session=True)
    if not gc.get_freeze_count():
        gc.freeze()  # modules stay: looking them through at every reset takes a tenth of a second
