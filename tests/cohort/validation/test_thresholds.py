"""Every threshold of the checks stands in the code with its source or as a rule of ours, and in the documentation."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MODULES = {
    "validation": ("plausible", "sums", "shifted", "outliers", "mixups", "numbering", "rows", "carried"),
    "mapping/columns": ("slips",),
}
RULE = "rule of ours"
SOURCES = ("Hampel 1974",)


def thresholds() -> dict[str, tuple[float, str]]:
    """Read the numbers named in capitals, with the text below each."""
    found = {}
    for folder, names in MODULES.items():
        for name in names:
            body = ast.parse((ROOT / "lib/cohort" / folder / f"{name}.py").read_text()).body
            for line, below in zip(body, [*body[1:], None], strict=True):
                if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant):
                    value, target = line.value.value, line.targets[0]
                    if isinstance(value, int | float) and isinstance(target, ast.Name):
                        text = below.value.value if isinstance(below, ast.Expr) else ""
                        found[f"{name}.{target.id}"] = (value, " ".join(text.split()))
    return found


def documented() -> dict[str, tuple[float, str]]:
    """Read the table of the documentation."""
    lines = (ROOT / "docs/upload.md").read_text().splitlines()
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")
    ]
    return {row[0].strip("`"): (float(row[1]), row[3]) for row in cells}


@pytest.mark.parametrize("name", thresholds())
def test_a_threshold_has_its_source_in_the_code(name):
    _, text = thresholds()[name]
    assert RULE in text or any(source in text for source in SOURCES)


def test_the_documentation_lists_every_threshold_with_its_value_and_source():
    code, told = thresholds(), documented()
    assert {name: value for name, (value, _) in told.items()} == {
        name: value for name, (value, _) in code.items()
    }
    for name, (_, source) in told.items():
        assert source == RULE if RULE in code[name][1] else source.split(",")[0] in SOURCES
