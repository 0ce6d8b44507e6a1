"""The measured figures as tables, and their place in ``docs/performance.md``."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).with_name("results.json")
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- measured: make bench -->", "<!-- end of measured -->"


@dataclass
class Row:
    """A line of the targets.

    Attributes
    ----------
    what, target, measured : str
        What is measured, the target as told, and what came out.
    met : bool or None
        None when it could not be measured; ``measured`` says why.
    cpu, floor, stock : float or None
        Seconds: of the processors, of plain Python, of the stock commands.
    ratio : str
        Of the measured time to floor or stock.
    """

    what: str
    target: str
    measured: str
    met: bool | None
    cpu: float | None = None
    floor: float | None = None
    stock: float | None = None
    ratio: str = ""


@dataclass
class Growth:
    """How cost grows: sizes, seconds, and the slope of log seconds on log size."""

    what: str
    sizes: list[int]
    seconds: list[float]

    @property
    def slope(self) -> float:
        """1 is linear, 0 constant."""
        return float(np.polyfit(np.log(self.sizes), np.log(self.seconds), 1)[0])


@dataclass
class Results:
    """All that one run of the bench has found."""

    machine: str
    rows: list[Row] = field(default_factory=list)
    growth: list[Growth] = field(default_factory=list)

    def save(self) -> None:
        """Keep the figures as JSON and in the page."""
        RESULTS.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", "utf-8")
        text = PAGE.read_text("utf-8")
        before, _, rest = text.partition(BEGIN)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{BEGIN}\n\n{self.as_markdown()}\n{END}{after}", "utf-8")

    def as_markdown(self) -> str:
        """Write both tables."""
        lines = [self.machine, "", *_table(_HEAD, map(_cells, self.rows)), ""]
        if self.growth:
            shown = (
                [one.what, _listed(one.sizes), _listed(one.seconds), f"{one.slope:.2f}"]
                for one in self.growth
            )
            lines += _table(["what grows", "sizes", "seconds", "log-log slope"], shown)
        return "\n".join(lines) + "\n"


_HEAD = ["what", "target", "measured", "processor s", "floor s", "stock s", "ratio", "met"]


def _cells(row: Row) -> list[str]:
    met = {True: "yes", False: "no", None: "not measured"}[row.met]
    seconds = ["" if one is None else f"{one:.1f}" for one in (row.cpu, row.floor, row.stock)]
    return [row.what, row.target, row.measured, *seconds, row.ratio, met]


def _listed(numbers: list[float]) -> str:
    return ", ".join(f"{one:,}" if isinstance(one, int) else f"{one:.2f}" for one in numbers)


def _table(head: list[str], rows: object) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(cells)} |" for cells in lines]
