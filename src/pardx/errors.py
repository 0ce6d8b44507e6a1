"""The one family of errors: what is wrong, where, by which rule, and how to mend it."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

BROKEN = "in the raw data; nothing was written"
LEFT_OUT = "in the raw data; what is broken was left out, the rest is made"
"""How the first line of a :class:`DataError` ends."""

SHOWN = 500
"""Problems that a message lists; ``problems`` has all."""


class PardxError(Exception):
    """Base of every error that pardx raises on purpose."""

    def _render_traceback_(self) -> list[str]:
        """Show a notebook's reader the message alone, as IPython asks for; it says all."""
        return [f"pardx: {self}"]


class UsageError(PardxError):
    """A wrong command, parameter or argument; nothing was run."""


class MethodBreakWarning(UserWarning):
    """Scores of years with different methods stand in one table, where they may be pooled."""


class UnmatchedWarning(UserWarning):
    """Names of a joined table are no province, and their rows were left out."""


class FileError(PardxError):
    """A file that cannot be read or written.

    Parameters
    ----------
    error : OSError
        What the system said.
    """

    def __init__(self, error: OSError) -> None:
        reason = error.strerror or str(error)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            super().__init__(f"{reason}: free some and run make again; what was finished is kept")
        else:
            super().__init__(f"{reason}: {error.filename}" if error.filename else reason)


@dataclass(frozen=True, order=True)
class Problem:
    """One broken rule in one place of a raw table.

    Attributes
    ----------
    file : str
        Path of the table, relative to the project.
    line : int
        Line in that file, the header being line 1.
    value : str
        What the cell or line holds.
    rule : str
        What should hold.
    fix : str
        What the maintainer should do.
    """

    file: str
    line: int
    value: str
    rule: str
    fix: str

    def __str__(self) -> str:
        """One line, in the form editors and terminals can jump to."""
        return f"{self.file}:{self.line}: {self.value!r}: {self.rule}; fix: {self.fix}"


class DataError(PardxError):
    """All broken rules found in one run, reported together.

    Parameters
    ----------
    problems : iterable of Problem
        At least one.
    fate : str
        What became of the run: :data:`BROKEN` or :data:`LEFT_OUT`.
    """

    def __init__(self, problems: Iterable[Problem], fate: str = BROKEN) -> None:
        self.problems = sorted(problems)
        count = len(self.problems)
        head = f"{count} problem{'s' if count > 1 else ''} {fate}"
        lines = [f"  {problem}" for problem in self.problems[:SHOWN]]
        lines += [f"  and {count - SHOWN:,} more"] if count > SHOWN else []
        super().__init__("\n".join([head, *lines]))


def exit_status(command: Callable[[], None]) -> int:
    """Run a command and print what goes wrong.

    Returns
    -------
    int
        Exit status: 0 done, 1 bad data, a failed notebook or a reader who left, 2 wrong usage,
        130 interrupted.
    """
    status = _status(command)
    try:
        sys.stdout.flush()  # what is still held back fails here, not when Python ends
    except BrokenPipeError:  # as in: make reports | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return status or 1
    return status


def _status(command: Callable[[], None]) -> int:
    try:
        command()
    except PardxError as error:
        if str(error):
            print(f"pardx: {error}", file=sys.stderr)
        return 2 if isinstance(error, UsageError) else 1
    except BrokenPipeError:
        return 1
    except OSError as error:
        print(f"pardx: {FileError(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def closest(word: str, candidates: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the candidate most like a misspelt word; None when all are less alike than that.

    ``cutoff`` lies between 0 and 1, as :func:`difflib.get_close_matches` takes it.
    """
    import difflib

    return next(iter(difflib.get_close_matches(word, [*candidates], n=1, cutoff=cutoff)), None)


def nearest(word: str, candidates: Iterable[str]) -> str:
    """Say which candidate comes nearest to a misspelt word.

    Returns
    -------
    str
        ``'; did you mean X?'``, or an empty string when nothing is near.
    """
    found = closest(word, candidates)
    return "" if found is None else f"; did you mean {found}?"
