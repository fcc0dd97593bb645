"""What a script is asked for, its pieces, and its header."""

from __future__ import annotations

import platform
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

from lib.analysis.common.question import Question
from lib.analysis.settings.kinds import Settings
from lib.cohort.codebook import Column
from lib.cohort.cohort import SYNTHETIC_NOTICE
from lib.cohort.outcome import describe_definition
from lib.cohort.selection import describe_selection
from lib.export.code.literals import comment
from lib.export.mixed_module import MODULE_FILE
from lib.export.mixed_module import MODULE_PACKAGES as PACKAGES
from lib.present.common.version import VERSION

#: File that a script reads, beside itself.
DATA_FILE = "cohort.csv"
WIDTH = 86


@dataclass(frozen=True, eq=False)
class ScriptRequest:
    """What a script answers.

    Attributes
    ----------
    question : Question
        Cohort, definition and selection.
    settings : dict
        Settings in force, by name.
    address : str
        Where the dashboard shows the same, e.g. `/anova?between=outcome`; empty where there is none.
    """

    question: Question
    settings: Settings
    address: str = ""


@dataclass(frozen=True)
class Piece:
    """A block of a script, filled: its text, and the names it needs imported (keys of `IMPORTS`)."""

    text: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Import:
    """An import line and the package it comes from: empty for the standard library, a point for a file beside it."""

    line: str
    package: str = ""


#: In the order in which they stand in a script.
IMPORTS: dict[str, Import] = {
    "json": Import("import json"),
    "Counter": Import("from collections import Counter"),
    "cache": Import("from functools import cache"),
    "combinations": Import("from itertools import combinations"),
    "permutations": Import("from itertools import permutations"),
    "mm": Import("import mixed_model as mm", "."),
    "np": Import("import numpy as np", "numpy"),
    "pd": Import("import pandas as pd", "pandas"),
    "pg": Import("import pingouin as pg", "pingouin"),
    "fexact": Import("from fexact import fexact", "fexact"),
    "fexact_simulate": Import("from fexact import fexact_simulate", "fexact"),
    "special": Import("from scipy import special", "scipy"),
    "stats": Import("from scipy import stats", "scipy"),
    "helmert": Import("from scipy.linalg import helmert", "scipy"),
    "brentq": Import("from scipy.optimize import brentq", "scipy"),
    "association": Import("from scipy.stats.contingency import association", "scipy"),
    "odds_ratio": Import("from scipy.stats.contingency import odds_ratio", "scipy"),
    "MANOVA": Import("from statsmodels.multivariate.manova import MANOVA", "statsmodels"),
    "OLS": Import("from statsmodels.regression.linear_model import OLS", "statsmodels"),
    "anova_oneway": Import("from statsmodels.stats.oneway import anova_oneway", "statsmodels"),
    "proportion_confint": Import(
        "from statsmodels.stats.proportion import proportion_confint", "statsmodels"
    ),
    "confint_proportions_2indep": Import(
        "from statsmodels.stats.proportion import confint_proportions_2indep", "statsmodels"
    ),
}


#: Files of ours that a script may import, with the packages they need.
MODULE_PACKAGES: dict[str, tuple[str, ...]] = {MODULE_FILE: PACKAGES}


@dataclass(frozen=True)
class Draft:
    """Pieces of a script in their order, before imports and header are put before them.

    `beside` names files of ours that it imports.
    """

    title: str
    pieces: tuple[Piece, ...]
    notes: tuple[str, ...] = field(default=())
    beside: tuple[str, ...] = field(default=())

    @property
    def needs(self) -> tuple[str, ...]:
        """Names to import, in the order of `IMPORTS`."""
        used = {name for piece in self.pieces for name in piece.needs}
        return tuple(name for name in IMPORTS if name in used)

    @property
    def packages(self) -> tuple[str, ...]:
        """Packages the script needs, in alphabetical order."""
        own = {name for file in self.beside for name in MODULE_PACKAGES[file]}
        return tuple(sorted(({IMPORTS[name].package for name in self.needs} | own) - {"", "."}))


def package_pins(packages: Sequence[str]) -> tuple[str, ...]:
    """Give packages with their installed versions, as requirements.txt has them."""
    return tuple(f"{package}=={version(package)}" for package in packages)


def identifier_of(request: ScriptRequest) -> str:
    """Name the column of the patient."""
    return request.question.cohort.codebook.with_role("patient")[0].name


def visit_column_of(request: ScriptRequest) -> str:
    """Name the column of the visit."""
    return request.question.cohort.codebook.with_role("visit")[0].name


def measure_of(request: ScriptRequest) -> Column:
    """Give the measure in force."""
    return request.question.cohort.codebook.column(request.settings.measure)


def header_lines(
    title: str, request: ScriptRequest, versions: str, how: str, notes: Sequence[str] = ()
) -> list[str]:
    """Write the header: what it is, whose numbers, from which data and settings, and how to run it.

    The first two lines hold no word of the reader's: Python takes a comment there for the file's encoding
    when it looks like one.
    """
    question, cohort = request.question, request.question.cohort
    lines = [
        f"{title}, from the rows: the numbers of the dashboard without the dashboard.",
        f"Run it beside {DATA_FILE}: {how}",
        "",
        f"Cohort       {cohort.name}",
        f"Fingerprint  {cohort.fingerprint}",
        f"Patients     {question.selected.n} of {cohort.n_patients}: "
        f"{describe_selection(cohort, question.selection)}",
        f"Outcome      {describe_definition(cohort, question.definition)}",
    ]
    pins = (("Selection A", question.comparison.a), ("Selection B", question.comparison.b))
    lines += [
        f"{what}  {one.name + ': ' if one.name else ''}{describe_selection(cohort, one.selection)}"
        for what, one in pins
        if one is not None
    ]
    if request.address:
        lines.append(f"Settings     {request.address}")
    lines.append(f"Versions     {versions}")
    if cohort.synthetic:
        lines.append(f"Note         {SYNTHETIC_NOTICE}")
    lines += [f"Note         {note}" for note in notes]
    return [part for line in lines for part in _wrapped(line)]


def _wrapped(line: str) -> list[str]:
    clean = comment(line)
    if not clean:
        return ["#"]
    head, _, rest = line.partition("  ")
    indent = " " * 13 if rest and len(head) < 13 else ""
    text = comment(head).ljust(13) + comment(rest) if indent else clean
    return [
        f"# {part}" for part in textwrap.wrap(text, WIDTH, subsequent_indent=indent, drop_whitespace=True)
    ]


def assemble_python(name: str, draft: Draft, request: ScriptRequest) -> str:
    """Put header, imports and pieces of the script `name` together."""
    versions = f"dashboard {VERSION}; Python {platform.python_version()}; " + ", ".join(
        package_pins(draft.packages)
    )
    pins = " ".join(package_pins(draft.packages))
    header = header_lines(draft.title, request, versions, f"python {name}", draft.notes)
    names = draft.needs
    standard = [IMPORTS[name].line for name in names if not IMPORTS[name].package]
    others = _merged([IMPORTS[name].line for name in names if IMPORTS[name].package not in ("", ".")])
    beside = [
        f"{IMPORTS[name].line}  # the file beside this script"
        for name in names
        if IMPORTS[name].package == "."
    ]
    heads = [
        "\n".join([*header, "#", *_wrapped(f"pip install {pins}")]),
        "\n\n".join("\n".join(lines) for lines in (standard, others, beside) if lines),
    ]
    return "\n\n".join(heads) + _joined([piece.text.strip("\n") for piece in draft.pieces]) + "\n"


def _merged(lines: Sequence[str]) -> list[str]:
    """Write what comes from one module on one line."""
    by_module: dict[str, list[str]] = {}
    for line in lines:
        module, _, name = line.partition(" import ")
        by_module.setdefault(module, []).append(name)
    return [
        f"{module} import {', '.join(names)}" if any(names) else module for module, names in by_module.items()
    ]


def _joined(blocks: Sequence[str]) -> str:
    """Join blocks with one blank line, two around a function."""
    text, before = "", ""
    for block in blocks:
        apart = block.startswith("def ") or before.rpartition("\n")[2].startswith("    return ")
        text, before = text + ("\n\n\n" if apart else "\n\n") + block, block
    return text
