"""`mixed_model.py`: the mixed model of the dashboard as one file that stands alone, put together from its modules.

No package on PyPI has this model, so its script imports this file from beside it.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import lib.stats
from lib.present.common.version import VERSION

MODULE_FILE = "mixed_model.py"
#: Packages that the file needs.
MODULE_PACKAGES = ("numpy", "pingouin", "scipy")
#: Modules in an order in which each stands after what it uses; of some, certain names alone.
PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("common/result", ()),
    ("common/distributions", ()),
    ("common/groups", ("MINIMUM_PER_GROUP",)),
    ("common/libraries", ("ADJUSTMENTS", "adjusted_p")),
    ("common/adjust", ()),
    ("mixed/covariance", ()),
    ("mixed/design", ()),
    ("mixed/moments", ()),
    ("mixed/likelihood", ()),
    ("mixed/optimum", ()),
    ("mixed/small_sample", ()),
    ("mixed/feasibility", ()),
    ("mixed/model", ()),
    ("mixed/hypotheses", ()),
    ("mixed/means", ()),
)
HEADER = '''"""Mixed models for repeated measures: REML, eight covariances, Kenward-Roger and Satterthwaite.

The statistics of the dashboard {version} as one file: fit_mixed, type_three, least_squares_means, mean_differences.
It needs numpy and scipy, and pingouin where p values are adjusted. Licence: GPL-3.0-or-later.
"""

from __future__ import annotations

'''


@cache
def mixed_module() -> str:
    """Write the file."""
    root = Path(lib.stats.__path__[0])
    imports: set[str] = set()
    bodies = []
    for part, names in PARTS:
        source = (root / f"{part}.py").read_text(encoding="utf-8")
        body = _body(source, names, imports)
        bodies.append(f"# {part}\n\n{body}")
    lines = sorted(imports, key=lambda line: (not line.startswith(("from collections", "from dataclasses",
                                                                  "from itertools", "from typing")), line))  # fmt: skip
    return HEADER.format(version=VERSION) + "\n".join(_merged(lines)) + "\n\n" + "\n\n".join(bodies) + "\n"


def _body(source: str, names: tuple[str, ...], imports: set[str]) -> str:
    """Give a module without docstring and imports; what it imports from outside is added to `imports`."""
    tree, lines = ast.parse(source), source.splitlines()
    kept: list[str] = []
    end = 0
    for node in tree.body:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
        last = node.end_lineno or first
        if isinstance(node, ast.ImportFrom | ast.Import):
            outside = isinstance(node, ast.Import) or (node.level == 0 and node.module != "__future__")
            if outside and not names:
                imports.update(_one_by_one(node))
        elif not _is_docstring(node) and (not names or _name(node) in names):
            # Comments and blank lines above belong to what follows.
            kept += lines[end:last]
        end = last
    return "\n".join(kept).strip("\n")


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _merged(lines: list[str]) -> list[str]:
    """Write what comes from one module on one line."""
    by_module: dict[str, list[str]] = {}
    for line in lines:
        module, _, name = line.partition(" import ")
        by_module.setdefault(module, []).append(name)
    return [
        f"{module} import {', '.join(names)}" if any(names) else module for module, names in by_module.items()
    ]


def _one_by_one(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [ast.unparse(node)]
    return [f"from {node.module} import {alias.name}" for alias in node.names]


def _name(node: ast.stmt) -> str:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    return target.id if isinstance(target, ast.Name) else ""
