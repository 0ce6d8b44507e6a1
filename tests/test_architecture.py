"""How the tree is built: one-way imports, short functions, full docstrings, nothing dead."""

import ast
import collections
import functools
import graphlib
import json
import re
from pathlib import Path

import numpy as np

import pardx

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "pardx"
FLOORS = (
    {"errors", "project", "language", "settings", "provenance", "compare", "templates"},
    {"data"},
    {"stats"},
    {"report"},
    {"pipeline"},
    {"pages", "importing", "curation", "asked", "api", "plot"},
    {"registered", "commands", "__main__"},
)
"""From the ground up: a room may import from its own floor and from those below."""
PAGE_MAKERS = {"papermill", "nbconvert", "nbformat", "nbclient", "ipykernel", "traitlets"}
"""Packages that know notebooks: only the top floors may."""
SOURCES = sorted(PACKAGE.rglob("*.py"))
Function = ast.FunctionDef | ast.AsyncFunctionDef


def module(path):
    parts = ("pardx", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts).removesuffix(".__init__")


@functools.cache
def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def test_no_name_of_a_module_is_used_twice():
    stems = collections.Counter(path.stem for path in SOURCES if not path.stem.startswith("__"))
    assert not [stem for stem, times in stems.items() if times > 1]


def test_no_file_is_long():
    lines = {module(path): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert not {name: count for name, count in lines.items() if count > 450}


def imports(path):
    """Yield the modules a file imports; of ``from a import b`` that is ``a.b`` if it is one."""
    known = {module(source) for source in SOURCES}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            full = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from {name if name in known else node.module for name in full}


def floor(name):
    parts = name.split(".")
    rooms = parts[1:2]
    return next((n for n, held in enumerate(FLOORS) if {*rooms} & held), -1)


def test_every_room_stands_on_a_floor():
    rooms = {module(path).split(".")[1] for path in SOURCES if path != PACKAGE / "__init__.py"}
    assert rooms <= set().union(*FLOORS), "name the new room's floor in FLOORS"


def test_imports_point_one_way_between_rooms():
    upward = [
        f"{module(path)} imports {name}"
        for path in SOURCES
        for name in imports(path)
        if name.startswith("pardx.") and floor(name) > floor(module(path)) >= 0
    ]
    assert not upward, "move what is shared to the lower room"


def test_no_module_imports_itself_over_others():
    ours = {module(path): {name for name in imports(path) if "pardx" in name} for path in SOURCES}
    graphlib.TopologicalSorter(ours).prepare()


def test_only_the_top_floors_know_notebooks():
    known = {
        module(path): PAGE_MAKERS & {name.partition(".")[0] for name in imports(path)}
        for path in SOURCES
        if floor(module(path)) < floor("pardx.pipeline")
    }
    assert not {name: found for name, found in known.items() if found}


def public(path):
    """Yield the public classes and functions of a module, and their public methods."""
    for node in tree(path).body:
        if isinstance(node, (ast.ClassDef, Function)) and not node.name.startswith("_"):
            yield node
            inner = node.body if isinstance(node, ast.ClassDef) else []
            yield from (
                child
                for child in inner
                if isinstance(child, Function) and not child.name.startswith("_")
            )


@functools.cache
def all_public():
    return [(path, node) for path in SOURCES for node in public(path)]


def name(path, node):
    return f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"


def test_everything_public_says_what_it_is():
    silent = [str(path.relative_to(ROOT)) for path in SOURCES if not ast.get_docstring(tree(path))]
    silent += [name(path, node) for path, node in all_public() if not ast.get_docstring(node)]
    assert not silent


def arguments(node):
    every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return [argument for argument in every if argument.arg not in {"self", "cls"}]


def test_everything_public_is_typed():
    untyped = [
        name(path, node)
        for path, node in all_public()
        if isinstance(node, Function)
        and (node.returns is None or any(a.annotation is None for a in arguments(node)))
    ]
    assert not untyped


def section(node, heading):
    """Return the body of a numpy section, or None."""
    text = f"{ast.get_docstring(node) or ''}\n\n"
    found = re.search(rf"^{heading}\n-+\n(.*?)(?=^\w+\n-+\n|\Z)", text, re.DOTALL | re.MULTILINE)
    return found and found[1]


def documented(text):
    heads = re.findall(r"^(\*{0,2}\w[\w, *]*?)(?: :.*)?$", text, re.MULTILINE)
    return {word.strip(" *") for head in heads for word in head.split(",")}


def test_a_parameters_section_names_every_parameter_and_no_other():
    wrong = []
    for path, node in all_public():
        text = section(node, "Parameters")
        if text is not None and isinstance(node, Function):
            own = {argument.arg for argument in arguments(node)}
            more = {one.arg for one in (node.args.vararg, node.args.kwarg) if one}
            stray = documented(text) - own - more
            if stray or own - documented(text) - {"catalogue", "lang", "id"}:
                wrong.append(f"{name(path, node)}: {stray | (own - documented(text))}")
    assert not wrong


def is_dataclass(node):
    return isinstance(node, ast.ClassDef) and "dataclass" in map(
        lambda d: ast.unparse(d).partition("(")[0], node.decorator_list
    )


def test_a_dataclass_describes_its_fields():
    missing = [
        f"{name(path, node)}: {field.target.id}"
        for path, node in all_public()
        if is_dataclass(node)
        for field in node.body
        if isinstance(field, ast.AnnAssign)
        and not field.target.id.startswith("_")
        and not re.search(rf"\b{field.target.id}\b", ast.get_docstring(node))
    ]
    assert not missing


def test_what_a_public_function_raises_is_said():
    unsaid = [
        f"{name(path, node)}: {raised.exc.func.id}"
        for path, node in all_public()
        if isinstance(node, Function)
        for raised in ast.walk(node)
        if isinstance(raised, ast.Raise)
        and isinstance(raised.exc, ast.Call)
        and isinstance(raised.exc.func, ast.Name)
        and raised.exc.func.id not in (section(node, "Raises") or "")
    ]
    assert not unsaid


def length(node):
    """Count a function's lines without its docstring."""
    whole = node.end_lineno - node.lineno + 1
    if ast.get_docstring(node) is None:
        return whole
    return whole - (node.body[0].end_lineno - node.body[0].lineno + 1)


def test_functions_are_short(capsys):
    found = {
        name(path, node): length(node)
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, Function)
    }
    median, p90, p99 = np.percentile([*found.values()], [50, 90, 99])
    longest = ", ".join(f"{key} {found[key]}" for key in sorted(found, key=found.get)[:-6:-1])
    with capsys.disabled():
        print(f"\n  {len(found)} functions: median {median:g}, p90 {p90:g}, p99 {p99:g} lines")
    assert median <= 10
    assert p90 <= 30, longest
    assert p99 <= 60, longest


def notebook_code():
    for path in (ROOT / "notebooks").rglob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                yield "".join(cell["source"])


def words():
    """Count every name in the code, the notebooks, the templates and the build files."""
    others = [*PACKAGE.rglob("*.j2"), *(ROOT / "locks").glob("*.py"), ROOT / "Makefile"]
    texts = [path.read_text(encoding="utf-8") for path in [*SOURCES, *others]]
    documents = "\n".join([*texts, *notebook_code()])
    return collections.Counter(re.findall(r"\w+", documents))


def definitions(path):
    """Yield what a module defines: functions, methods, classes and constants."""
    for node in ast.walk(tree(path)):
        if isinstance(node, (Function, ast.ClassDef)):
            yield node.name
    for node in tree(path).body:
        if isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def mentions_in_docstrings(path):
    nodes = (n for n in ast.walk(tree(path)) if isinstance(n, (Function, ast.ClassDef, ast.Module)))
    texts = "\n".join(ast.get_docstring(node) or "" for node in nodes)
    return collections.Counter(re.findall(r"\w+", texts))


CALLED_BY_LIBRARIES = {
    *("handle_starttag", "handle_endtag", "handle_data", "_render_traceback_"),
}
"""What papermill, IPython and the HTML parser look for in our classes."""


def test_nothing_is_defined_and_never_used():
    used = words()
    for path in SOURCES:
        used -= mentions_in_docstrings(path)
    offered = {*getattr(pardx, "__all__", ()), *CALLED_BY_LIBRARIES}
    unused = [
        f"{path.relative_to(ROOT)}: {one}"
        for path in SOURCES
        for one in definitions(path)
        if used[one] < 2 and not re.fullmatch(r"_repr_\w+_|__\w+__", one) and one not in offered
    ]
    assert not unused, "dead code: remove it, or use it"


def test_no_module_stands_alone():
    reached = {name for path in SOURCES for name in imports(path)}
    for text in notebook_code():
        reached |= {f"pardx.{found}" for found in re.findall(r"from pardx\.([\w.]+) import", text)}
        for room, taken in re.findall(r"from pardx\.(\w+) import ([\w, ]+)", text):
            reached |= {f"pardx.{room}.{one.strip()}" for one in taken.split(",")}
    for path in SOURCES:
        code = path.read_text(encoding="utf-8")
        reached |= {*re.findall(r'"(pardx\.[\w.]+)[":]', code)}
        reached |= {*re.findall(r'"from (pardx\.[\w.]+) import', code)}
    reached |= {*re.findall(r"-m (pardx[\w.]+)", (ROOT / "Makefile").read_text(encoding="utf-8"))}
    modules = {module(path) for path in SOURCES if path.stem not in {"__init__", "__main__"}}
    assert modules <= reached
