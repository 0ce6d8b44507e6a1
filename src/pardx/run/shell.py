"""The far side of the fork: run a notebook's cells in IPython and send back their outputs."""

from __future__ import annotations

import base64
import io
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Output = dict[str, Any]
Step = tuple[int, int, bool]


class Cell(NamedTuple):
    """A code cell: where it stands in its notebook, its source, whether it may fail."""

    position: int
    source: str
    may_fail: bool


class Outputs:
    """The outputs of all cells, each cell's in the order they came."""

    def __init__(self) -> None:
        self.of: dict[int, list[Output]] = {}
        self.named: dict[str, list[Output]] = {}
        self.stale = False

    def begin(self, position: int) -> None:
        """Let what comes now belong to a cell."""
        self.cell = self.of[position] = []
        self.stale = False

    def add(self, output: Output, name: str | None = None) -> None:
        """Append an output; under a name it can be renewed later, also by another cell."""
        if self.stale:
            self.clear(wait=False)
        self.cell.append(output)
        if name is not None:
            self.named.setdefault(name, []).append(output)

    def print(self, stream: str, text: str) -> None:
        """Append text to a stream; lines that follow each other are one output."""
        if self.cell and not self.stale and self.cell[-1].get("name") == stream:
            self.cell[-1]["text"] += text
        else:
            self.add({"output_type": "stream", "name": stream, "text": text})

    def clear(self, wait: bool) -> None:
        """Drop the cell's outputs, now or when the next one comes."""
        self.stale = wait
        if not wait:
            self.cell.clear()


class Stream(io.TextIOBase):
    """Standard output or error of a notebook."""

    encoding = "utf-8"

    def __init__(self, name: str, outputs: Outputs) -> None:
        self.name, self.outputs = name, outputs

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, text: str) -> int:
        """Append to the cell's outputs."""
        if text:
            self.outputs.print(self.name, text)
        return len(text)


class Publisher(DisplayPublisher):
    """What ``display`` speaks to."""

    def publish(
        self,
        data: Mapping[str, Any],
        metadata: Mapping[str, Any] | None = None,
        *,
        transient: Mapping[str, Any] | None = None,
        update: bool = False,
        **_: object,
    ) -> None:
        """Append an output, or renew those of the same display id."""
        shown = {"data": _plain(data), "metadata": dict(metadata or {})}
        name = (transient or {}).get("display_id")
        if update:
            for output in self.shell.outputs.named.get(name, []):
                output.update(shown)
        else:
            self.shell.outputs.add({"output_type": "display_data", **shown}, name)

    def clear_output(self, wait: bool = False) -> None:
        """Drop the cell's outputs, now or when the next one comes."""
        self.shell.outputs.clear(wait)


class Hook(DisplayHook):
    """What shows the value of a cell's last expression."""

    def write_output_prompt(self) -> None:
        """Print no prompt."""

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        """Append the value to the cell's outputs."""
        self.shell.outputs.add(
            {
                "output_type": "execute_result",
                "execution_count": self.prompt_count,
                "data": _plain(format_dict),
                "metadata": dict(md_dict or {}),
            }
        )

    def finish_displayhook(self) -> None:
        """Print no line feed."""
        self._is_active = False


class ZMQInteractiveShell(InteractiveShell):
    """IPython without a terminal: what it would show becomes outputs of a notebook.

    It bears the name of the kernel's shell and an attribute of it, by which pandas and others
    know a notebook.
    """

    kernel = None

    display_pub_class = Type(Publisher)
    displayhook_class = Type(Hook)

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401
        self.outputs = Outputs()
        super().__init__(**settings)

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.outputs.add(
            {
                "output_type": "error",
                "ename": etype.__name__,
                "evalue": str(evalue),
                "traceback": stb,
            }
        )


def open_shell() -> ZMQInteractiveShell:
    """Return this process's shell; it keeps no history on disk."""
    return ZMQInteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))


def _plain(bundle: Mapping[str, Any]) -> dict[str, Any]:
    """Write pictures as text, as they stand in a notebook file."""
    return {
        kind: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for kind, value in bundle.items()
    }


def serve(cells: list[Cell], environment: dict[str, str], line: Connection) -> None:
    """Run cells until one fails; the entry point of a forked process.

    Parameters
    ----------
    cells : list of Cell
        What to run.
    environment : dict
        Environment variables to run under.
    line : Connection
        Told the number of threads of the parent; before and after each cell its position, its
        count (0 before) and whether it failed; and last the outputs of all cells.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the driver ends its children itself
    os.environ.update(environment)
    line.send(_threads_of_parent())
    forget("pardx")
    _seed_afresh()
    shell = open_shell()
    sys.stdout, sys.stderr = (Stream(name, shell.outputs) for name in ("stdout", "stderr"))
    for step in run(shell, cells):
        line.send(step)
    line.send(shell.outputs.of)


def run(shell: ZMQInteractiveShell, cells: Iterable[Cell]) -> Iterator[Step]:
    """Run cells one by one, up to the first that fails and may not."""
    for cell in cells:
        yield cell.position, 0, False
        shell.outputs.begin(cell.position)
        done = shell.run_cell(cell.source, store_history=True)
        failed = not (done.success or cell.may_fail)
        yield cell.position, shell.execution_count - 1, failed
        if failed:
            return


def _threads_of_parent() -> int:
    return len([*Path(f"/proc/{os.getppid()}/task").iterdir()])


def forget(package: str) -> None:
    """Unload a package, so that a notebook loads what it uses, and only that, itself."""
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        del sys.modules[name]


def _seed_afresh() -> None:
    """Undo what siblings inherit alike: the state of numpy's global generator."""
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
