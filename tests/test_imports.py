"""What importing pardx costs, as a ratio to importing pandas: seconds differ between machines."""

import subprocess
import sys
from statistics import median

HEAVY = {"pandas", "numpy", "scipy", "matplotlib", "seaborn", "statsmodels", "papermill", "pyarrow"}


def python(program):
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout


def cost(module):
    """Count the processor's nanoseconds of one import in a fresh interpreter."""
    program = f"import time; a = time.process_time_ns(); import {module}; "
    return int(python(f"{program}print(time.process_time_ns() - a)"))


def test_importing_pardx_costs_a_tenth_of_importing_pandas():
    ours, theirs = (median(cost(name) for _ in range(3)) for name in ("pardx", "pandas"))
    assert ours < 0.1 * theirs


def test_importing_pardx_and_deciding_what_to_run_loads_nothing_heavy():
    program = (
        "import pardx, sys\n"
        "from pardx.pipeline.inputs import altered, lists\n"
        "from pardx.pipeline.parameters import Options, Parameters\n"
        "from pardx.pipeline.driver import Make\n"
        "from pardx.project import Project\n"
        "from pardx.pipeline.records import Step\n"
        "project = Project.here()\n"
        "Make(project, Parameters(2022), Options())._plan([Step('pages', 2022)])\n"
        "lists(project, Parameters(2022)), altered(project)\n"
        "print(*sys.modules)"
    )
    assert not HEAVY & {*python(program).split()}
