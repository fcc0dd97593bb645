"""Walks the imports of the house and tells the arrows that its plan does not allow.

A cohort comes in, an outcome is defined, patients are selected, a question is answered, and the answer
leaves: the rooms of lib hold these steps, and a room imports only rooms further along.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

# Which rooms each room leans on directly; whatever these lean on is allowed too.
LEANS_ON = {
    "pages": ("ui",),
    "ui": ("export", "share"),
    "export": ("present",),
    "share": ("cohort",),
    "present": ("analysis",),
    "analysis": ("stats", "cohort"),
    "stats": (),
    "cohort": (),
    # The doors: the server's front door, the script it runs, and the way in without a browser.
    "app": ("ui",),
    "dashboard": ("ui",),
    "__main__": ("export",),
    # The house itself: lib/__init__.py.
    "__init__": (),
}
# Libraries that only some rooms may touch.
ONLY_IN = {
    "streamlit": {"ui", "dashboard", "pages", "app"},
    "altair": {"present", "export"},
    "pingouin": {"stats"},
    "statsmodels": {"stats"},
}
NOT_IN = {
    "pages": {"pandas", "numpy", "scipy", "pingouin", "statsmodels"},
    "cohort": {"scipy"},
}
# Seconds to import: only inside the function that needs them.
HEAVY = {"pingouin", "statsmodels"}


@dataclass(frozen=True)
class Import:
    """One imported name, the line it stands on, and whether importing the module is enough to run it."""

    name: str
    line: int
    at_once: bool


def allowed(room: str) -> set[str]:
    """Every room further along from this one."""
    found: set[str] = set()
    waiting = list(LEANS_ON[room])
    while waiting:
        nearer = waiting.pop()
        found.add(nearer)
        waiting += LEANS_ON[nearer]
    return found


def room_of(parts: tuple[str, ...]) -> str | None:
    """Room of a module by its dotted parts (`lib.stats.exact` stands in stats); None outside the house."""
    match parts:
        case ("lib", room, *_):
            return room
        case (("pages" | "app") as room, *_):
            return room
    return None


def imports(tree: ast.Module, package: tuple[str, ...]) -> Iterator[Import]:
    """Every import of a module, relative ones and `import_module("…")` spelled out in full."""
    for node, at_once in walk(tree, True):
        for name in imported_names(node, package):
            yield Import(name, node.lineno, at_once)


def imported_names(node: ast.AST, package: tuple[str, ...]) -> list[str]:
    """Dotted names that one node imports, as far as they can be read from the text."""
    match node:
        case ast.Import():
            return [alias.name for alias in node.names]
        case ast.ImportFrom():
            base = package[: len(package) - node.level + 1] if node.level else ()
            parts = [*base, *(node.module or "").split(".")] if node.module else [*base]
            return [".".join([*parts, alias.name]) for alias in node.names]
        case ast.Call(
            func=ast.Name("import_module" | "__import__") | ast.Attribute(attr="import_module"),
            args=[ast.Constant(str(name)), *_],
        ):
            return [name]
    return []


def walk(node: ast.AST, at_once: bool) -> Iterator[tuple[ast.AST, bool]]:
    """Every node below, and whether it runs when its module is imported."""
    for child in ast.iter_child_nodes(node):
        yield child, at_once
        yield from walk(child, at_once and not waits(child))


def waits(node: ast.AST) -> bool:
    """Whether what stands inside runs later, or only under a type checker."""
    if isinstance(node, ast.If):
        return ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)


def house(root: Path) -> list[Path]:
    """Python files of lib, pages and the front door."""
    files = [*root.glob("lib/**/*.py"), *root.glob("pages/**/*.py"), *root.glob("app.py")]
    return sorted(files)


def faults(root: Path) -> list[str]:
    """What the plan does not allow in the tree under root, one line each."""
    return [fault for file in house(root) for fault in faults_of(file, root)] + hidden_libraries(root)


def faults_of(file: Path, root: Path) -> Iterator[str]:
    """Arrows of one file that the plan does not allow."""
    place = file.relative_to(root)
    parts = place.with_suffix("").parts
    room = room_of(parts)
    if room not in LEANS_ON:
        yield f"{place}: stands in no room of the plan"
        return
    tree = ast.parse(file.read_text(encoding="utf-8"), filename=str(file))
    for found in imports(tree, parts[:-1]):
        for reason in reasons(room, found):
            yield f"{place}:{found.line} {reason}"


def reasons(room: str, found: Import) -> Iterator[str]:
    """Why a room may not have this import; nothing when it may."""
    parts = tuple(found.name.split("."))
    top, target = parts[0], room_of(parts)
    within = target == room and room not in {"pages", "dashboard", "__main__"}
    if parts == ("lib",) or (target is not None and not within and target not in allowed(room)):
        yield f"{room} must not import {found.name}"
    if top == "tests" or (top in ONLY_IN and room not in ONLY_IN[top]) or top in NOT_IN.get(room, ()):
        yield f"{room} must not import {found.name}"
    if top in HEAVY and found.at_once:
        yield f"{found.name} is slow to import: do it inside the function that needs it"


def hidden_libraries(root: Path) -> list[str]:
    """Modules directly in lib whose name hides a library's: lib stands first on the server's search path."""
    names = {path.stem for path in root.glob("lib/*") if path.suffix == ".py" or path.is_dir()}
    return [f"lib/{name}: hides the library of that name" for name in sorted(names & library_names())]


@cache
def library_names() -> frozenset[str]:
    """Names a module directly in lib must not bear: the standard library's and those installed."""
    return frozenset(sys.stdlib_module_names) | frozenset(packages_distributions())
