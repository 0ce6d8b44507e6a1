"""Works that a paper cites: read from BibTeX, named in the text, listed with their addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pardx.errors import DataError, Problem
from pardx.language import Language

NEEDED = ("author", "year", "title")
FEW = 2
"""So many authors are named in the text; of more, the first."""


@dataclass(frozen=True)
class Work:
    """One work.

    Attributes
    ----------
    key : str
        What the text cites it by.
    fields : dict
        BibTeX's: ``author``, ``year``, ``title``, ``journal``, ``doi`` ...
    """

    key: str
    fields: dict[str, str]

    @property
    def authors(self) -> list[tuple[str, str]]:
        """Family name and initials of each author; a body in braces has no initials."""
        found = []
        for one in self.fields["author"].split(" and "):
            family, _, given = one.partition(", ")
            initials = " ".join(f"{name[0]}." for name in re.split(r"[\s.]+", given) if name)
            found.append((family.strip("{}"), initials))
        return found

    @property
    def year(self) -> str:
        """When it appeared."""
        return self.fields["year"]

    @property
    def title(self) -> str:
        """Its title."""
        return self.fields["title"]

    @property
    def journal(self) -> str:
        """The journal it appeared in; empty for a book."""
        return self.fields.get("journal", "")

    @property
    def address(self) -> str:
        """Where it lies; empty when it has no DOI."""
        doi = self.fields.get("doi")
        return f"https://doi.org/{quote(doi, safe='/()')}" if doi else ""

    def cited(self, lang: Language) -> str:
        """Name it in the text: ``Benjamini and Hochberg 1995``."""
        families = [family for family, _ in self.authors]
        who = (
            lang.listed(families)
            if len(families) <= FEW
            else lang("{first} et al.", first=families[0])
        )
        return f"{who} {self.year}"

    def listed_authors(self, lang: Language) -> str:
        """List its authors: ``Benjamini, Y. and Hochberg, Y.``."""
        return lang.listed([", ".join(filter(None, author)) for author in self.authors])

    @property
    def place(self) -> str:
        """Where it appeared: publisher, or volume, number and pages of its journal."""
        volume, number = (self.fields.get(name, "") for name in ("volume", "number"))
        issue = f"{volume}({number})" if number else volume
        parts = (issue, self.fields.get("pages", ""), self.fields.get("publisher", ""))
        return ", ".join(filter(None, parts))


def read_works(path: Path) -> dict[str, Work]:
    """Read a BibTeX file: one field a line, each value in braces.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    dict
        Key -> work, in the file's order.

    Raises
    ------
    DataError
        Names each line that is neither an entry's first or last nor a field, each key that
        stands twice, and each entry without author, year or title.
    """
    works: dict[str, Work] = {}
    broken: list[Problem] = []
    current: Work | None = None
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if begun := re.fullmatch(r"@\w+\{([\w-]+),", line):
            current = Work(begun[1], {})
            if current.key in works:
                broken.append(_problem(path, number, line, "one entry a key", "rename one"))
            works[current.key] = current
        elif current and (found := re.fullmatch(r"\s+(\w+) = \{(.*)\},?", line)):
            current.fields[found[1]] = found[2]
        elif current and line == "}":
            lacking = [name for name in NEEDED if not current.fields.get(name)]
            if lacking:
                rule = f"an entry has {', '.join(NEEDED)}"
                broken.append(_problem(path, number, current.key, rule, f"add {lacking[0]}"))
            current = None
        elif line.strip():
            rule = "a line begins or ends an entry, or is a field: name = {value},"
            broken.append(_problem(path, number, line, rule, "one field a line"))
    if broken:
        raise DataError(broken, "in the references; no paper was written")
    return works


def _problem(path: Path, line: int, value: str, rule: str, fix: str) -> Problem:
    return Problem(f"{path.parent.name}/{path.name}", line, value, rule, fix)
