"""The forked engine does what a kernel does, and no notebook sees another."""

import os
import subprocess
import sys

import nbformat
import papermill
import pytest
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from papermill.exceptions import PapermillExecutionError

from pardx.errors import PardxError
from pardx.project import Project
from pardx.run import engine, options, tables
from pardx.run.jobs import Job
from pardx.run.parameters import Parameters
from pardx.run.stages import Stage
from pardx.run.warm import ENVIRONMENT

CELLS = [
    "import random, sys, warnings\nimport numpy as np\nimport pandas as pd",
    "print('one')\nprint('two', file=sys.stderr)\nprint('three')\n40 + 2",
    "pd.DataFrame({f'column {i}': [0.5] * 3 for i in range(30)})",
    "class Shown:\n    def _repr_mimebundle_(self, **_):\n"
    "        return {'text/html': '<b>x</b>', 'text/plain': 'x', 'image/png': b'png'}\n"
    "display(Shown(), Shown(), metadata={'a': 1})\nShown()",
    "42;",
    "handle = display('first', display_id='x')",
    "handle.update('second')",
    "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('kept')",
    "print('gone too')\nclear_output(wait=True)\nprint('kept too')",
    "import matplotlib\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    "\nmatplotlib.get_backend()",
    "np.random.default_rng(7).random(3), random.Random(7).random()",
    "import asyncio\nawait asyncio.sleep(0)\n_, Out[2], __name__",
]
RUN = {"kernel_name": "python3", "progress_bar": False, "request_save_on_cell_execute": False}


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Let what an execution sets be undone."""
    for name in ENVIRONMENT:
        monkeypatch.setenv(name, ENVIRONMENT[name])
    monkeypatch.setenv("PARDX_ROOT", str(Project.here().root))
    monkeypatch.setenv(tables.RUN, "yes")


def write(path, *sources, tags=()):
    cells = [new_code_cell(source, metadata={"tags": [*tags]}) for source in sources]
    for position, cell in enumerate(cells):
        cell.id = f"cell-{position}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    words = new_markdown_cell("Words", id="words")
    nbformat.write(new_notebook(cells=[words, *cells], metadata={"kernelspec": kernel}), path)
    return path


def forked(path, **given):
    return papermill.execute_notebook(path, None, engine_name="pardx-fork", **RUN, **given)


def comparable(notebook):
    """Write a notebook as text; how a kernel cuts its two streams into pieces is chance."""
    engine._tidy(notebook)
    for cell in notebook.cells:
        outputs = cell.get("outputs", [])
        shown = [output for output in outputs if output.output_type != "stream"]
        texts = {"stdout": "", "stderr": ""}
        for output in outputs:
            if output.output_type == "stream":
                texts[output.name] += output.text
        cell.outputs = [new_output("stream", name=n, text=t) for n, t in texts.items() if t] + shown
    return nbformat.writes(notebook)


def test_both_engines_give_equal_notebooks(tmp_path):
    path = write(tmp_path / "a.ipynb", *CELLS)
    kernel = papermill.execute_notebook(path, None, **RUN, **engine._kernel(str(tmp_path)))
    assert comparable(forked(path)) == comparable(kernel)


def test_no_state_passes_from_one_notebook_to_the_next(tmp_path):
    first = write(
        tmp_path / "a.ipynb",
        "import os, sys, pandas, pardx\nleft = 1\npandas.left = pardx.left = 1\n"
        "os.environ['LEFT'] = '1'\nos.chdir('/')\npandas.set_option('display.precision', 1)",
    )
    second = write(
        tmp_path / "b.ipynb",
        "import os, sys, pandas, pardx\n"
        "['left' in globals(), hasattr(pandas, 'left'), hasattr(pardx, 'left'),"
        " 'LEFT' in os.environ, os.getcwd() == '/', pandas.get_option('display.precision') == 1]",
    )
    forked(first)
    (output,) = forked(second).cells[1].outputs
    assert output.data["text/plain"] == str([False] * 6)


def test_siblings_do_not_draw_the_same_unseeded_numbers(tmp_path):
    path = write(
        tmp_path / "a.ipynb", "import random, numpy\nnumpy.random.random(), random.random()"
    )
    drawn = {forked(path).cells[1].outputs[0].data["text/plain"] for _ in range(2)}
    assert len(drawn) == 2


def test_a_notebook_loads_only_what_it_uses_of_pardx(tmp_path):
    path = write(tmp_path / "a.ipynb", "import sys\n[m for m in sys.modules if m[:5] == 'pardx']")
    assert forked(path).cells[1].outputs[0].data["text/plain"] == "[]"


def test_an_error_is_papermills_and_ends_the_notebook(tmp_path):
    path = write(tmp_path / "a.ipynb", "1", "raise ValueError('too bad')", "print('never')")
    with pytest.raises(PapermillExecutionError, match="too bad") as caught:
        forked(path)
    assert (caught.value.ename, caught.value.evalue, caught.value.exec_count) == (
        "ValueError",
        "too bad",
        2,
    )


def test_a_cell_that_may_fail_does_not_end_the_notebook(tmp_path):
    path = write(tmp_path / "a.ipynb", "1 / 0", "'after'", tags=["raises-exception"])
    cells = engine._cells(nbformat.read(path, 4))
    assert [cell.may_fail for cell in cells] == [True, True]


def test_a_syntax_error_is_told_like_any_other(tmp_path):
    with pytest.raises(PapermillExecutionError, match="SyntaxError"):
        forked(write(tmp_path / "a.ipynb", "1 +"))


def test_a_process_that_dies_is_a_dead_kernel(tmp_path):
    with pytest.raises(DeadKernelError, match="died"):
        forked(write(tmp_path / "a.ipynb", "import os\nos._exit(3)"))


def job(notebook):
    return Job(Stage("test", ("YEAR",), notebook=notebook), Parameters(YEAR=2022))


def test_parents_with_threads_are_left_for_a_kernel_which_is_said(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    write(tmp_path / "notebooks" / "a.ipynb", "print(YEAR)")
    asked, said = [], []

    def papermill_(job, project, name):
        asked.append(name)
        if name == "fork":
            engine._require_one_thread(3)
        return new_notebook()

    monkeypatch.setattr(engine, "_papermill", papermill_)
    engine.execute(job("a.ipynb"), Project(tmp_path), "fork", said.append)
    assert asked == ["fork", "kernel"]
    assert said == [
        "  test 2022: in a kernel, which is slower, as a fork is not safe: "
        "the libraries have started 2 threads of their own"
    ]


@pytest.mark.parametrize("platform", ["darwin"])
def test_a_system_without_safe_fork_is_named(platform, monkeypatch):
    monkeypatch.setattr(options.sys, "platform", platform)
    assert "macOS" in options.why_not_fork()


def test_a_system_without_fork_is_named(monkeypatch):
    monkeypatch.delattr(os, "fork")
    monkeypatch.setattr(options.sys, "platform", "win32")
    assert options.why_not_fork() == "win32 has no fork"


def test_our_own_errors_reach_the_user_as_they_are(tmp_path):
    (tmp_path / "notebooks").mkdir()
    write(
        tmp_path / "notebooks" / "a.ipynb",
        "from pardx.errors import UsageError\nraise UsageError('no data for 1999; do this')",
    )
    with pytest.raises(PardxError) as caught:
        engine.execute(job("a.ipynb"), Project(tmp_path), "fork", print)
    assert str(caught.value) == "no data for 1999; do this"


def test_the_warm_parent_has_one_thread_and_all_packages(tmp_path):
    program = (
        "import sys, nbformat, papermill\n"
        "from pathlib import Path\n"
        "from pardx.project import Project\n"
        "from pardx.run import engine, warm\n"
        "from pardx.run.stages import STAGES\n"
        "warm.warm({n for s in STAGES for n in s.libraries}, Project(Path('.')))\n"
        "done = papermill.execute_notebook(sys.argv[1], None, engine_name='pardx-fork',\n"
        "    kernel_name='python3', progress_bar=False)\n"
        "print(done.cells[1].outputs[0].data['text/plain'])\n"
    )
    path = write(tmp_path / "a.ipynb", "import sys\n'seaborn' in sys.modules")
    said = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    assert said.stdout == "True\n", said.stderr
