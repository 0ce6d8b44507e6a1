"""The API reference as pages, from types and docstrings: one per room."""

from __future__ import annotations

import importlib
import pkgutil
import re
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import TYPE_CHECKING

import pardx

if TYPE_CHECKING:
    from pdoc.doc import Doc, Module

LEFT_OUT = ("pardx.__main__", "pardx.api", "pardx.registered")
"""The entry, and what stands under the names that ``import pardx`` offers."""


def reference() -> dict[str, str]:
    """Describe what every room offers.

    Returns
    -------
    dict
        Name of a room (``pardx.stats``) -> Markdown. The first is the package itself: what
        ``import pardx`` offers, then the modules beside the rooms.
    """
    names = [found.name for found in pkgutil.walk_packages(pardx.__path__, "pardx.")]
    modules = ["pardx", *(name for name in names if name not in LEFT_OUT)]
    rooms: dict[str, list[str]] = {}
    for name in modules:
        is_room = hasattr(importlib.import_module(name), "__path__")
        rooms.setdefault(name if is_room else name.rpartition(".")[0], []).append(name)
    with warnings.catch_warnings():  # of types that only an optional package has
        warnings.filterwarnings("ignore", module="pdoc")
        return {room: "\n\n".join(_modules(room, names)) + "\n" for room, names in rooms.items()}


def _modules(room: str, members: list[str]) -> Iterator[str]:
    from pdoc.doc import Module

    yield f"# {room}"
    for name in members:
        module = Module(importlib.import_module(name))
        yield from [f"## {name}"] if name != room else []
        yield _text(module)
        yield from _offered() if name == pardx.__name__ else _members(module)


def _offered() -> Iterator[str]:
    """Describe what ``import pardx`` offers, whichever module defines it."""
    from pdoc.doc import Class, Function

    for name in pardx.__all__:
        found = getattr(pardx, name)
        if isinstance(found, ModuleType):
            continue  # its functions stand under its own heading
        kind = Class if isinstance(found, type) else Function
        member = kind("pardx", name, found, (found.__module__, name))
        signature = [] if kind is Class else [_signature(member)]
        yield from (f"### `pardx.{name}`", *signature, _text(member))


def _members(module: Module) -> Iterator[str]:
    """Describe the public functions and classes that a module defines itself."""
    for member in module.own_members:
        if member.name.startswith("_"):
            continue
        if member.kind == "function":
            yield from (f"### `{member.name}`", _signature(member), _text(member))
        elif member.kind == "class":  # a dataclass lists its fields in its docstring
            yield from (f"### `{member.name}`", _text(member))
            for method in member.own_members:
                if method.kind == "function" and method.docstring and method.name[0] != "_":
                    yield f"#### `{member.name}.{method.name}`"
                    yield from (_signature(method), _text(method))


def _signature(member: Doc) -> str:
    return f"```python\n{member.name}{member.signature}\n```"


def _text(member: Doc) -> str:
    from pdoc.docstrings import convert

    text = convert(member.docstring, "numpy", None).strip()
    return re.sub(r"^###### (.+)$", r"**\1**\n", text, flags=re.MULTILINE)
