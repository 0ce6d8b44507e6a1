"""The parent of forked notebooks: importing this module imports packages as a notebook would.

Some packages look, when they are imported, whether they are in a notebook (pandas does), so
the shell comes first. Only the fork server of :mod:`multiprocessing` imports this module.
"""

from __future__ import annotations

import os
from contextlib import suppress
from importlib import import_module

from pardx.run.shell import open_shell
from pardx.run.warm import LIBRARIES

with open_shell().builtin_trap:
    for name in os.environ.get(LIBRARIES, "").split():
        with suppress(ImportError):  # the notebook that needs it will say so
            import_module(name)
