"""Notebooks that share a kernel: none sees another, and one that kills it fails alone."""

import os
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from pardx.errors import PardxError
from pardx.pipeline.execute import execute
from pardx.pipeline.kernels import own_kernel
from pardx.pipeline.parameters import Parameters
from pardx.pipeline.records import Step
from pardx.project import Project

IMPORTS = (
    "import os, random, sys, warnings\nimport matplotlib as mpl\nimport numpy as np\n"
    "import pandas as pd\nfrom matplotlib import pyplot as plt\n"
)

FILES = Path("/proc/self/fd")

LEAKS = {
    "a name": ("left = 1", "'left' in globals()"),
    "a hidden name": ("_left = 1", "'_left' in globals()"),
    "a name of pardx's run": ("run = 1", "'run' in globals()"),
    "an earlier input": ("1", "len(In)"),
    "an earlier output": ("40 + 2", "sorted(Out)"),
    "a style": ("plt.style.use('ggplot')", "mpl.rcParams['axes.facecolor']"),
    "a theme": (
        "import seaborn; seaborn.set_theme()",
        "mpl.rcParams['axes.grid'], str(mpl.rcParams['axes.prop_cycle'])",
    ),
    "a backend": ("mpl.use('svg')", "mpl.get_backend()"),
    "an open figure": ("plt.figure()", "plt.get_fignums()"),
    "an option of pandas": (
        "pd.set_option('display.precision', 1)",
        "pd.get_option('display.precision')",
    ),
    "printing of numpy": ("np.set_printoptions(precision=1)", "np.get_printoptions()"),
    "errors of numpy": ("np.seterr(all='raise')", "np.geterr()"),
    "a warning filter": ("warnings.simplefilter('error')", "len(warnings.filters)"),
    "the environment": (
        "os.environ['LEFT'] = '1'; del os.environ['PATH']",
        "'LEFT' in os.environ, 'PATH' in os.environ",
    ),
    "the working folder": ("os.chdir('/')", "os.getcwd()"),
    "the search path": ("sys.path.insert(0, '/left')", "sys.path"),
    "the arguments": ("sys.argv.append('left')", "sys.argv"),
}
"""What a notebook leaves behind -> code that leaves it, and an expression that shows it."""


linux = pytest.mark.skipif(not FILES.is_dir(), reason="counts the open files in /proc")


def open_files():
    return len([*FILES.iterdir()])


@pytest.fixture
def project(tmp_path):
    (tmp_path / "notebooks").mkdir()
    return Project(tmp_path)


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    """Return a kernel for all tests, whose notebooks lie in different folders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MPLBACKEND", "agg")  # as under make
        with own_kernel(Project(tmp_path_factory.mktemp("kernel"))) as running:
            running.renew()
            yield running


def ran(project, kernel, *sources):
    """Execute a notebook of some cells; return what the last one shows."""
    cells = [new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(sources)]
    known = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    book = new_notebook(cells=cells, metadata=known)
    nbformat.write(book, project.notebooks / "tiny.ipynb")
    (executed, *_), _ = execute(Step("tiny", 2022), Parameters(2022), project, kernel)
    outputs = nbformat.read(executed, 4).cells[-1].outputs
    return "".join(one.get("text") or one["data"]["text/plain"] for one in outputs)


@pytest.mark.parametrize(("leave", "show"), LEAKS.values(), ids=LEAKS)
def test_nothing_is_left_to_the_next_notebook(project, kernel, leave, show):
    kernel.renew()
    before = ran(project, kernel, IMPORTS, show)
    kernel.renew()
    left = ran(project, kernel, IMPORTS, leave, show)
    kernel.renew()
    assert ran(project, kernel, IMPORTS, show) == before
    assert left != before, "the test does not see the leak"


@pytest.mark.parametrize("draw", ["random.random()", "np.random.random()"])
def test_a_seed_is_not_left_to_the_next_notebook(project, kernel, draw):
    kernel.renew()
    seeded = ran(project, kernel, IMPORTS, f"random.seed(7); np.random.seed(7); {draw}; {draw}")
    kernel.renew()
    ran(project, kernel, IMPORTS, f"random.seed(7); np.random.seed(7); {draw}")
    kernel.renew()
    assert ran(project, kernel, IMPORTS, draw) != seeded


def test_a_warning_is_shown_in_each_notebook_and_not_only_in_the_first(project, kernel):
    warn = "def old():\n    warnings.warn('old', UserWarning, stacklevel=1)\nold()"
    shown = []
    for _ in range(2):
        kernel.renew()
        shown.append(ran(project, kernel, IMPORTS, warn))
    assert "UserWarning: old" in shown[0]
    assert "UserWarning: old" in shown[1]


@pytest.mark.parametrize(
    "deadly", ["os.kill(os.getpid(), 9)", "get_ipython().kernel.do_shutdown(False)"]
)
def test_a_notebook_that_kills_its_kernel_fails_alone(project, deadly):
    with own_kernel(project) as kernel:
        kernel.renew()
        with pytest.raises(PardxError, match=r"tiny\.ipynb, tiny 2022: Kernel died"):
            ran(project, kernel, "import os, time", f"{deadly}; time.sleep(2)")
        kernel.renew()
        assert ran(project, kernel, "6 * 7") == "42"


def test_a_notebook_that_fails_is_told_with_its_cell_and_leaves_the_kernel_usable(project, kernel):
    kernel.renew()
    with pytest.raises(PardxError) as caught:
        ran(project, kernel, "left = 1", "1 / 0", "print('never')")
    assert str(caught.value) == (
        "notebooks/tiny.ipynb, tiny 2022, cell cell-1 (no. 2): ZeroDivisionError: division by zero "
        "(traced in data/processed/2022/notebooks/tiny.failed.ipynb)"
    )
    kernel.renew()
    assert ran(project, kernel, "'left' in globals()") == "False"
    assert not (project.executed(2022, "tiny.failed")).exists()


def test_our_own_errors_are_told_as_they_are(project, kernel):
    kernel.renew()
    with pytest.raises(PardxError) as caught:
        ran(project, kernel, "from pardx.errors import UsageError\nraise UsageError('do this')")
    assert str(caught.value) == "do this"


@linux
def test_many_notebooks_in_one_kernel_open_no_more_files(project, kernel):
    counts = []
    for _ in range(8):
        kernel.renew()
        theirs = ran(project, kernel, "import os", "len(os.listdir('/proc/self/fd'))")
        counts.append((open_files(), int(theirs)))
    assert counts[-1] == counts[2]


@linux
def test_an_ended_kernel_leaves_no_open_file_no_process_and_no_folder(project):
    with own_kernel(project):
        pass
    before = open_files()
    with own_kernel(project) as kernel:
        kernel.renew()
        process, folder = kernel.manager.provisioner.pid, kernel.saved.parent
        assert folder.exists()
    assert open_files() <= before
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
