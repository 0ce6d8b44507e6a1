"""Editing a scratch project's choices, and reading what its pages and tables then say."""

import html
import re

import pandas as pd

DRAWS = "DRAWS=49"


def edit(path, changes):
    """Replace texts of a file, each of which it has once."""
    text = path.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def words(project, name, year=2022):
    """Return what a page says, without its markup and drawings' repeated blanks."""
    text = (project.report(year) / name).read_text("utf-8")
    bare = re.sub(r"<(style|script)\b.*?</\1>|<[^>]+>", " ", text, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(bare))


def table(project, name, year=2022):
    """Read a table of results."""
    return pd.read_csv(project.report(year) / "data" / f"{name}.csv", keep_default_na=False)
