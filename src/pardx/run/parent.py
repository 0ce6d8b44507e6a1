"""The parent of forked notebooks: importing this module imports packages as a notebook would.

Some packages look, when they are imported, whether they are in a notebook (pandas does), so
the shell comes first. Only the fork server of :mod:`multiprocessing` imports this module.
"""

from __future__ import annotations

import gc
import os
from contextlib import suppress
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from pardx.run.shell import open_shell
from pardx.run.warm import LIBRARIES

with open_shell().builtin_trap:
    for name in os.environ.get(LIBRARIES, "").split():
        with suppress(ImportError):  # the notebook that needs it will say so
            import_module(name)

with suppress(PackageNotFoundError):
    version("pandas")  # lists what is installed, which a child need not do again
gc.collect()
gc.freeze()  # a child that looked for garbage here would copy all it looks at
