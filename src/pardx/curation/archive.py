"""A dated archive that is equal to the byte while its content is."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from pardx.errors import UsageError
from pardx.project import Project
from pardx.provenance import git

Files = dict[str, bytes]
"""Path in the archive -> content."""


@dataclass(frozen=True)
class Edition:
    """What names an archive.

    Attributes
    ----------
    prefix : str
        First part of its name.
    moment : datetime
        Date of what it is made from, in UTC; every file of the archive bears it.
    commit : str
        Commit of what it is made from, ``-dirty`` with uncommitted changes.
    """

    prefix: str
    moment: datetime
    commit: str

    @property
    def name(self) -> str:
        """Name of the archive's folder, and of its file without the ending."""
        dirty = "-dirty" if self.commit.endswith("-dirty") else ""
        return f"{self.prefix}-{self.moment:%Y-%m-%d}{dirty}"


def edition_of(
    project: Project, environment: Mapping[str, str], *, prefix: str, made_from: Iterable[str]
) -> Edition:
    """Date an archive by ``SOURCE_DATE_EPOCH``, else by the last commit to what it is made from.

    Raises
    ------
    UsageError
        When neither is there.
    """
    given = environment.get("SOURCE_DATE_EPOCH", "")
    paths = [*made_from]
    noted = git(project, "log", "-1", "--format=%ct %h", "--abbrev=12", "--", *paths)
    if given and not given.isdecimal():
        raise UsageError(f"SOURCE_DATE_EPOCH is a number of seconds, not {given[:40]!r}")
    seconds, _, made = (noted or " unknown").partition(" ")
    if not (given or seconds):
        raise UsageError("no commit dates this data; fix: commit it, or set SOURCE_DATE_EPOCH")
    dirty = "-dirty" if git(project, "status", "--porcelain", "--", *paths) else ""
    moment = datetime.fromtimestamp(int(given or seconds), UTC)
    return Edition(prefix, moment, f"{made}{dirty}")


def as_json(value: object) -> bytes:
    """Write a value as JSON, one line an entry."""
    return f"{json.dumps(value, indent=1, ensure_ascii=False)}\n".encode()


def digest(content: bytes) -> str:
    """Return the SHA-256 of a content."""
    return hashlib.sha256(content).hexdigest()


def packed(files: Files, edition: Edition) -> bytes:
    """Pack files into a zip archive: in order of name, all of one date; scripts may be run."""
    moment = max(edition.moment, datetime(1980, 1, 1, tzinfo=UTC)).timetuple()[:6]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for name, content in sorted(files.items()):
            member = zipfile.ZipInfo(f"{edition.name}/{name}", moment)
            member.external_attr = (0o755 if content.startswith(b"#!") else 0o644) << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, content)
    return archive.getvalue()


def markdown_text(text: str) -> str:
    """Keep a text from the data on one line and free of markup of its own."""
    flat = " ".join(str(text).split())
    marks = str.maketrans({"<": "&lt;", ">": "&gt;", "|": "\\|", "`": "\\`", "[": "\\["})
    return flat.replace("&", "&amp;").translate(marks)
