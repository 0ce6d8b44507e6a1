"""What the CSV of a page table makes of it, cell by cell; see ``test_page_tables.py``."""

import re

from estimate_rules import (
    associations,
    bounds,
    components,
    convergence,
    dimensions,
    flow,
    influence,
    missing,
    models,
    multiplicity,
    overlap,
    panel,
    partial,
    primary,
    space,
)
from list_rules import claims, conflicts, coverage, history, ministries, national, targets
from reading import frame

RULES = {
    "tab-flow": flow,
    "tab-dimensions": dimensions,
    "tab-multiplicity": multiplicity,
    "tab-primary": primary,
    "tab-associations": associations,
    "tab-bounds": bounds,
    "tab-overlap": overlap,
    "tab-missing": missing,
    "tab-models": models,
    "tab-influence": influence,
    "tab-panel": panel,
    "tab-convergence": convergence,
    "tab-space": space,
    "tab-components": components,
    "tab-partial": partial,
    "tab-claims": claims,
    "tab-coverage": coverage,
    "tab-conflicts": conflicts,
    "tab-national": national,
    "tab-targets": targets,
    "tab-ministries-history": history,
}
"""Table -> what its CSV makes of it: heads and rows in a language."""


def rule(id):
    """Return the rule of a table; lists of ministries are many."""
    if id in RULES:
        return RULES[id]
    found = re.fullmatch(r"tab-ministries-(.+?)(?:-(with|without)-services)?", id)
    kind = {None: "all", "with": "yes", "without": "no"}[found[2]]
    name = found[1].replace("-", "_")
    return lambda of, rows, lang: ministries(of, rows, lang, name, kind)


def differences(table, of, lang, offered=None):
    """Say where a table differs from what its CSV makes of it."""
    rows = frame(offered or of.folder / table.offered)
    try:
        head, body = rule(table.id)(of, rows, lang)
    except (AttributeError, LookupError, NameError, ValueError, AssertionError, TypeError) as error:
        return [f"{table.id}: {table.offered} is not its CSV ({error!r})"]
    return unequal(table, head, body)


def unequal(table, head, body):
    """Compare a table cell by cell with heads and rows."""
    found = [] if list(table.head) == head else [f"{table.id}: {list(table.head)} is not {head}"]
    if len(body) != len(table.rows):
        found.append(f"{table.id}: {len(table.rows)} rows, the CSV has {len(body)}")
    for place, (there, wanted) in enumerate(zip(table.rows, body, strict=False), 1):
        if list(there) != wanted:
            found.append(f"{table.id}, row {place}: {list(there)} is not {wanted}")
    return found
