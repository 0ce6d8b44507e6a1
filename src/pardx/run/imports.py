"""Which files of ``pardx`` a module imports, told from its text: nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


@cache
def imported(module: str) -> frozenset[str]:
    """List the files of a module of ``pardx`` and of all it imports, however far away.

    An import inside a function counts, one for type checkers alone does not.

    Parameters
    ----------
    module : str
        Its full name, such as ``pardx.pages.trails``.

    Returns
    -------
    frozenset of str
        Files as seen from the package.
    """
    found: set[Path] = set()
    left = {module}
    while left:
        name = left.pop()
        path = _file(name)
        if path and path not in found:
            found.add(path)
            left |= {name.rpartition(".")[0], *_named(path)}
    return frozenset(path.relative_to(PACKAGE).as_posix() for path in found)


def _file(module: str) -> Path | None:
    """Find the file of a module of ``pardx``; none of what is no module, or not of ``pardx``."""
    package, *parts = module.split(".")
    place = PACKAGE.joinpath(*parts)
    files = (place.with_suffix(".py"), place / "__init__.py")
    return next((file for file in files if package == "pardx" and file.is_file()), None)


@cache
def _named(path: Path) -> frozenset[str]:
    """Name what a file may import: of ``from a import b`` both ``a`` and ``a.b``."""
    found: set[str] = set()
    for node in _run(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def _run(node: ast.AST) -> Iterator[ast.AST]:
    """Walk over the statements that run: not over those that only a type checker reads."""
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.expr):
            yield from _run(child)
