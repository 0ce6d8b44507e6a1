"""What a data set is made of: columns of figures, and the figures."""

from __future__ import annotations

from dataclasses import dataclass

from pardx.importing.figures import Scale
from pardx.importing.wording import Frame


@dataclass(frozen=True)
class Column:
    """A column of figures.

    Attributes
    ----------
    place : int
        Where it stands, from 0.
    heading : str
        What stands above it.
    indicator, role : str
        What it holds; the role is ``value`` or ``rank``.
    unit : str
        As said in ``MAP=``; empty where year and indicator decide.
    year : int or None
        The year its heading names, in a wide table.
    """

    place: int
    heading: str
    indicator: str
    role: str
    unit: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Figure:
    """One figure as a data set has it.

    Attributes
    ----------
    row : int
        Line of the file.
    year : int
        Reference year.
    frame : Frame
        Whose unit it is.
    code : str
        Which one.
    column : Column
        Where it stands.
    scale : Scale
        Its measure and unit.
    value : str
        A plain number.
    period : str
        What it holds for; empty for the year.
    """

    row: int
    year: int
    frame: Frame
    code: str
    column: Column
    scale: Scale
    value: str
    period: str = ""

    @property
    def key(self) -> tuple:
        """What names the figure."""
        of = (self.year, self.period, self.frame.level, self.code)
        return (*of, self.column.indicator, self.scale.measure)

    @property
    def table(self) -> tuple:
        """Which table it is of, whatever the level."""
        return (self.year, self.period, self.column.indicator)

    @property
    def called(self) -> str:
        """Name it in a message."""
        name = self.frame.names[self.code]
        return (
            f"row {self.row}, {self.period or self.year} {name}, {self.column.heading} {self.value}"
        )
