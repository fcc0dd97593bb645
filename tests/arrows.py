"""Walks the imports of the house and lists the arrows that its plan does not allow.

A cohort comes in, an outcome is defined, patients are selected, a question is answered, and the answer
leaves: the rooms of lib hold these steps, and a room imports only rooms further along.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
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
    "__main__": ("command_line",),
    "command_line": ("export",),
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
# Layers whose folders are topics; a topic imports itself and these folders and modules of its layer.
COMMON = {
    "stats": {"common"},
    "analysis": {"common", "settings"},
    "present": {"common"},
    "ui": {"state", "widgets", "navigation"},
}
# Folders that put topics together; they and the modules directly in a layer may import every topic.
COMPOSING = {"report", "overview", "robustness"}
# One topic that rests on another's result.
TOPIC_ARROWS = {
    # Spearman's ρ has the exact p of ranks; the power of an exact test is counted over the tables that it rejects.
    ("stats", "association", "ranks"),
    ("stats", "power", "proportions"),
    # The paper's table is recomputed by the Table 1 of the pages.
    ("analysis", "published", "table1"),
    # A patient’s weight is the influence that the analysis of variance computes.
    ("analysis", "patient", "anova"),
    # Publishing stands on the Data page, a link's snapshot is opened with the address, the server purges the store.
    ("ui", "data", "sharing"),
    ("ui", "state", "sharing"),
    ("ui", "serving", "sharing"),
    # Whether a reader's file is taken at all is a setting of the server.
    ("ui", "widgets", "serving"),
}
# Most modules of a folder.
MAX_MODULES = 20
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
    found = [fault for file in house(root) for fault in faults_of(file, root)]
    return found + hidden_libraries(root) + crowded_folders(root)


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
        for reason in (*reasons(room, found), *topic_reasons(parts, found)):
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


def topic_reasons(parts: tuple[str, ...], found: Import) -> Iterator[str]:
    """Why a module in a topic's folder may not import another topic of its layer; nothing when it may."""
    target = found.name.split(".")
    if len(parts) < 4 or parts[1] not in COMMON or target[:2] != list(parts[:2]) or len(target) < 3:
        return
    layer, topic, other = parts[1], parts[2], target[2]
    if topic in COMPOSING or other == topic or other in COMMON[layer]:
        return
    if (layer, topic, other) not in TOPIC_ARROWS:
        yield f"topic {topic} must not import {found.name}: share it through common"


def crowded_folders(root: Path) -> list[str]:
    """Folders of more modules than can be overlooked."""
    counts = Counter(
        file.parent.relative_to(root).as_posix()
        for file in root.glob("lib/**/*.py")
        if file.name != "__init__.py"
    )
    return [
        f"{folder}: {n} modules; most are {MAX_MODULES}: split it by topic"
        for folder, n in sorted(counts.items())
        if n > MAX_MODULES
    ]


def hidden_libraries(root: Path) -> list[str]:
    """Modules directly in lib whose name hides a library's: lib stands first on the server's search path."""
    names = {path.stem for path in root.glob("lib/*") if path.suffix == ".py" or path.is_dir()}
    return [f"lib/{name}: hides the library of that name" for name in sorted(names & library_names())]


@cache
def library_names() -> frozenset[str]:
    """Names a module directly in lib must not bear: the standard library's and those installed."""
    return frozenset(sys.stdlib_module_names) | frozenset(packages_distributions())
