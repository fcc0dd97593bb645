"""What the pictures and tables of the comorbidities share: rows in reading order, and how proportions are written."""

from dataclasses import dataclass

from lib.analysis.common.grouping import Grouping
from lib.analysis.comorbidity.cooccurrence import Cooccurrence, Intersection
from lib.analysis.comorbidity.course_results import Courses
from lib.analysis.comorbidity.features import COMORBIDITY, DIAGNOSIS, SMALL_CELL, Feature
from lib.analysis.comorbidity.prevalence import NumberRow, Prevalence, PrevalenceRow
from lib.analysis.comorbidity.response import ResponseRow
from lib.cohort.codebook import in_sentence
from lib.present.common.claims import join_words
from lib.present.common.formats import (
    MISSING,
    format_interval,
    format_number,
    format_percent,
    format_proportion,
    format_whole,
    plural,
)
from lib.stats.common.result import Refusal, unwrap
from lib.stats.power.detectable import DetectableEffect, DetectableProportion
from lib.stats.proportions.proportion import Proportion

#: What one, and several, of a kind are called.
KIND_NOUNS = {
    "comorbidity": ("comorbidity", "comorbidities"),
    "class": ("medicine class", "medicine classes"),
    "medicine": ("medicine", "medicines"),
    "diagnosis": ("diagnosis", "diagnoses"),
}
#: A click on a comorbidity narrows what is shown, so it asks for patients who have all that were clicked.
CLICK_FILTERS = {"any": "all"}
CANNOT = "A difference that is not found is not shown to be absent."
Choice = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class BarRow:
    """One row of the prevalences.

    Attributes
    ----------
    key, label : str
        Unique within the picture, and words.
    block : str
        Heading of the rows it stands with.
    overall : Proportion or Refusal
        Of all selected patients.
    cells : tuple of (Proportion or Refusal)
        Of each group.
    choice : (str, tuple of str) or None
        Filter, and its options, that select these patients; None where no filter does.
    """

    key: str
    label: str
    block: str
    overall: Proportion | Refusal
    cells: tuple[Proportion | Refusal, ...]
    choice: Choice | None


def noun_of(kind: str, n: int = 2) -> str:
    """Give the word for one or several features of a kind."""
    return KIND_NOUNS[kind][n != 1]


def order_prevalences(result: Prevalence) -> tuple[PrevalenceRow, ...]:
    """Set the most frequent first; what is equally frequent keeps its place in the codebook."""
    return tuple(sorted(result.rows, key=lambda row: -share_of(row.overall)))


def share_of(proportion: Proportion | Refusal) -> float:
    """Give the estimate, 0 where there is none."""
    return 0.0 if isinstance(proportion, Refusal) else proportion.estimate


def order_rows(result: Prevalence, order: str) -> tuple[PrevalenceRow, ...]:
    """Set the rows by frequency, by name or by p; what cannot be told apart stays by frequency."""
    rows = order_prevalences(result)
    if order == "name":
        return tuple(sorted(rows, key=lambda row: row.feature.label.casefold()))
    if order == "p":
        return tuple(sorted(rows, key=lambda row: row.test.p if row.test.p == row.test.p else 2.0))
    return rows


def bar_rows(result: Prevalence, order: str = "frequency") -> tuple[BarRow, ...]:
    """List the rows of the picture: the features in an order of `ORDERS`, then the levels of their number."""
    rows = [
        BarRow(
            row.feature.name,
            row.feature.label,
            "features",
            row.overall,
            row.cells,
            click_choice(row.feature),
        )
        for row in order_rows(result, order)
    ]
    if result.number is not None:
        for row, codes in zip(result.number.rows, result.number.levels.filter_codes, strict=True):
            choice = ("comorbidities", codes) if codes else None
            key = f"number={row.level.name}"
            rows.append(BarRow(key, number_words(row), "number", row.overall, row.cells, choice))
    return tuple(rows)


def number_words(row: NumberRow) -> str:
    """Name a level of the number of comorbidities: `No somatic comorbidity`, `3 or more somatic ones`."""
    label = row.level.label
    known = {"0": "No somatic comorbidity", "1": "1 somatic comorbidity"}
    if label in known:
        return known[label]
    return (
        f"{label} somatic {'comorbidities' if label.isdigit() else 'ones'}" if label[:1].isdigit() else label
    )


def click_choice(feature: Feature) -> Choice | None:
    """Give the filter, and its option, that a click on a feature sets."""
    if feature.filter is None:
        return None
    name, code = feature.filter
    return CLICK_FILTERS.get(name, name), (code,)


def format_n(proportion: Proportion | Refusal) -> str:
    """Write a proportion as `20 of 49 (41 %)`."""
    if isinstance(proportion, Refusal):
        return "nobody known"
    count, n = format_whole(proportion.count), format_whole(proportion.n)
    return f"{count} of {n} ({format_percent(proportion.estimate)} %)"


def format_n_interval(proportion: Proportion | Refusal, of: str = "") -> str:
    """Write a proportion with Wilson's interval: `20 of 49 (41 %), 95 % CI 28 to 55 %`; `of` says of whom."""
    if isinstance(proportion, Refusal):
        return format_n(proportion)
    ends = format_interval(100 * proportion.ci_low, 100 * proportion.ci_high, 0)
    return f"{format_n(proportion)}{of}, 95 % CI {ends} %"


def format_cell(proportion: Proportion | Refusal) -> str:
    """Write a proportion as a cell of a table: `20 (40.8) [28.2 to 54.8]`."""
    if isinstance(proportion, Refusal):
        return MISSING
    ends = format_interval(100 * proportion.ci_low, 100 * proportion.ci_high, 1)
    return f"{proportion.count} ({format_percent(proportion.estimate, 1)}) [{ends}]"


def format_effect(effect: DetectableEffect | Refusal, decimals: int = 2) -> str:
    """Write the smallest detectable effect; a dash where there is none."""
    return MISSING if isinstance(effect, Refusal) else format_proportion(effect.value, decimals)


def groups_in_words(grouping: Grouping, most: int = 4) -> str:
    """Name the groups compared: `responder, remitter and non-responder`; of many what divides them."""
    labels = [in_sentence(group.label) for group in grouping.tested if group.n]
    if not 2 <= len(labels) <= most:
        return f"the groups of “{grouping.label}”"
    return join_words(labels)


def label_in_sentence(feature: Feature) -> str:
    """Write a feature's label as it stands inside a sentence."""
    return in_sentence(feature.label) if feature.kind == COMORBIDITY else feature.label


def combination_words(result: Cooccurrence, combination: Intersection) -> str:
    """Name a combination: `Epilepsy alone`, `Epilepsy and Post-stroke`, `None of them`."""
    labels = {feature.name: feature.label for feature in result.features}
    words = [labels[name] for name in combination.names]
    if not words:
        return "None of them"
    return f"{words[0]} alone" if len(words) == 1 else join_words(words)


def small_notice(n_small: int, total: int, what: str) -> str:
    """Say how many cells hold few patients, and what that means; empty where there is none."""
    if not n_small:
        return ""
    rest, them, they = (
        ("rests", "it as a single case", "It") if n_small == 1 else ("rest", "them as single cases", "They")
    )
    which = f"The one {what}" if total == 1 else f"{n_small} of {plural(total, what)}"
    return (
        f"{which} {rest} on fewer than {SMALL_CELL} patients: read {them}. {they} could "
        "identify a person, and a test on so few can detect next to nothing."
    )


def sizes_heading(result: Courses) -> str:
    """Name the sides whose sizes stand in a column or below a picture: `with/without`, `MDD/BP`."""
    first = next((row for row in result.rows if row.feature is not None), None)
    if first is not None and unwrap(first.feature).kind == DIAGNOSIS:
        return "/".join(group.label for group in first.groups)
    return "with/without"


def finds_words(row: ResponseRow) -> str:
    """Write the percentages that would be detected: `≤ 8 or ≥ 83`, `0 or ≥ 74`; a dash where none would."""
    found = row.detectable
    if isinstance(found, Refusal):
        return MISSING
    low, high = (format_number(100 * end, 0) for end in (found.lower, found.upper))
    ends = [
        low if low == "0" else f"≤ {low}",
        high if high == "100" else f"≥ {high}",
    ]
    return " or ".join(words for words in ends if MISSING not in words) or MISSING


def finds_any(found: DetectableProportion | Refusal) -> bool:
    """Tell whether any percentage at all would be found."""
    return not isinstance(found, Refusal) and (found.lower == found.lower or found.upper == found.upper)
