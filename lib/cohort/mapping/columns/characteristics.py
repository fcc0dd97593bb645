"""What a column that describes a patient is: guessed from its name, its label and its contents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from lib.cohort.mapping.columns.levels import list_known_levels, list_levels, list_two_levels
from lib.cohort.mapping.columns.profile import ColumnProfile
from lib.cohort.mapping.columns.recognise import find_medicine, find_medicine_class, find_words
from lib.cohort.mapping.model import ROLE_BY_CODE, ColumnMapping
from lib.cohort.vocabulary import ColumnWords
from lib.cohort.words import safe_name, spaced, without_brackets

RESERVED_NAMES = ("outcome", "all", "patient", "visit")
"""Names with a meaning of their own in links."""

DAYS_SUFFIX = " (days since first visit)"
"""End of the name of a column of dates that was coarsened."""

MOSTLY_YES_NO = 0.7
MOSTLY_NUMBERS = 0.6
MOSTLY_DATES = 0.6
MAX_LEVELS = 50
FEW_NUMBERS = 5
ENOUGH_PATIENTS = 20
LONGEST_LABEL = 80


@dataclass(frozen=True)
class ColumnShape:
    """Size of the table: number of patients, to tell categories from free text."""

    n_patients: int


def guess_characteristic(profile: ColumnProfile, shape: ColumnShape) -> ColumnMapping:
    """Guess what a column is that is neither id nor visit nor measure.

    Parameters
    ----------
    profile : ColumnProfile
        Its name, label and contents.
    shape : Shape
        Number of patients.

    Returns
    -------
    ColumnMapping
        With the reason; `ignore` for what no analysis can use (dates, free text, empty columns).
    """
    if not profile.n_filled:
        return ColumnMapping(profile.name, "ignore", "it is empty")
    if profile.name.endswith(DAYS_SUFFIX):
        return ColumnMapping(
            profile.name, "ignore", "days since the first visit, to check the order of visits"
        )
    for text in dict.fromkeys(
        (spaced(without_brackets(profile.name)), spaced(profile.name), spaced(profile.label))
    ):
        if not text:
            continue
        found = _by_medicine(profile, text) or _by_words(profile, text, shape)
        if found is not None:
            return found
    return guess_by_contents(profile, shape)


def _by_words(profile: ColumnProfile, words: str, shape: ColumnShape) -> ColumnMapping | None:
    entry = find_words(words)
    if entry is not None and not entry.name:
        entry = find_words(words.partition(" ")[2], entry.role) or entry
    if entry is None or entry.role in ("patient", "visit"):
        return None
    guess = GUESSES.get(entry.role, _yes_no_role)
    return guess(profile, entry, shape)


def _start(
    profile: ColumnProfile, entry: ColumnWords, role: str, kind: str, because: str = ""
) -> ColumnMapping:
    reason = f"its name means {(entry.label or entry.role).lower()}" + (f" and {because}" if because else "")
    name = entry.name or safe_name(profile.name)
    label = entry.label or label_of(profile)
    return ColumnMapping(profile.name, role, reason, name, label, kind, entry.section, entry.unit)


def _guess_sex(profile: ColumnProfile, entry: ColumnWords, shape: ColumnShape) -> ColumnMapping | None:
    if profile.n_distinct > 12:
        return None
    if entry.role in ("female", "male") and profile.yes_no_proportion >= MOSTLY_YES_NO:
        both = (("female", "Female"), ("male", "Male"))
        yes, no = both if entry.role == "female" else both[::-1]
        start = _start(profile, entry, "sex", "category", entry.source)
        return replace(start, levels=list_two_levels(profile, yes, no))
    levels, because = list_known_levels(profile, "sex")
    if levels:
        return replace(_start(profile, entry, "sex", "category", because), levels=levels)
    because = "its codes are not explained in the file: name them"
    return replace(_start(profile, entry, "sex", "category", because), levels=list_levels(profile))


def _guess_number(profile: ColumnProfile, entry: ColumnWords, shape: ColumnShape) -> ColumnMapping | None:
    if profile.numeric_proportion < MOSTLY_NUMBERS and profile.n_distinct > 1:
        return None
    because = f"{profile.numeric_proportion:.0%} of its values are numbers"
    return _start(profile, entry, entry.role, "number", because)


def _guess_category(profile: ColumnProfile, entry: ColumnWords, shape: ColumnShape) -> ColumnMapping | None:
    if not _few_levels(profile, shape):
        return None
    start = _start(profile, entry, entry.role, "category", f"it has {profile.n_distinct} different values")
    if entry.role == "characteristic" and profile.yes_no_proportion >= MOSTLY_YES_NO:
        return None
    return replace(start, levels=list_levels(profile, start.name))


def _guess_outcome(profile: ColumnProfile, entry: ColumnWords, shape: ColumnShape) -> ColumnMapping | None:
    levels, because = list_known_levels(profile, "outcome")
    if not levels and profile.yes_no_proportion >= MOSTLY_YES_NO and "resp" in entry.pattern.pattern:
        levels = list_two_levels(profile, ("responder", "Responder"), ("non_responder", "Non-responder"))
        because = "it says yes or no"
    if not levels and _few_levels(profile, shape) and profile.n_distinct <= 6:
        levels, because = list_levels(profile), f"it has {profile.n_distinct} different values"
    if not levels:
        return None
    if "remi" in spaced(profile.name) and {level.code for level in levels} <= {"responder", "non_responder"}:
        words = {"responder": ("remitter", "Remitter"), "non_responder": ("no_remission", "No remission")}
        levels = tuple(replace(lv, code=words[lv.code][0], label=words[lv.code][1]) for lv in levels)
    return replace(_start(profile, entry, "outcome", "category", because), levels=levels)


def _yes_no_role(profile: ColumnProfile, entry: ColumnWords, shape: ColumnShape) -> ColumnMapping | None:
    if labelled_yes_no_proportion(profile) < MOSTLY_YES_NO:
        return None
    because = f"{count_yes_no(profile):,} of {profile.n_filled:,} values are yes/no words"
    return _start(profile, entry, entry.role, "yes_no", because)


GUESSES: dict[str, Callable[[ColumnProfile, ColumnWords, ColumnShape], ColumnMapping | None]] = {
    "sex": _guess_sex,
    "female": _guess_sex,
    "male": _guess_sex,
    "age": _guess_number,
    "bmi": _guess_number,
    "diagnosis": _guess_category,
    "characteristic": _guess_category,
    "comorbidity_count": _guess_category,
    "outcome": _guess_outcome,
}
"""How the contents must look for each role; every other role takes yes/no columns."""


def _by_medicine(profile: ColumnProfile, words: str) -> ColumnMapping | None:
    medicine, family = find_medicine(words), find_medicine_class(words)
    if labelled_yes_no_proportion(profile) < MOSTLY_YES_NO:
        return None
    section = ROLE_BY_CODE["medicine"].section
    if medicine is not None:
        reason = f"its name is the medicine {medicine.label.lower()}"
        return ColumnMapping(
            profile.name, "medicine", reason, medicine.name, medicine.label, "yes_no", section,
            group=medicine.belongs_to,
        )  # fmt: skip
    if family is None:
        return None
    reason = f"its name is the medicine class {family.label}"
    return ColumnMapping(profile.name, "medicine_class", reason, family.name, family.label, "yes_no", section)


def guess_by_contents(profile: ColumnProfile, shape: ColumnShape) -> ColumnMapping:
    """Guess what a column without a known name is."""
    label, name = label_of(profile), safe_name(profile.name)
    section = ROLE_BY_CODE["characteristic"].section
    start = ColumnMapping(profile.name, "characteristic", name=name, label=label, section=section)
    if labelled_yes_no_proportion(profile) >= MOSTLY_YES_NO and profile.n_distinct <= 8:
        reason = f"{count_yes_no(profile):,} of {profile.n_filled:,} values are yes/no words"
        return replace(start, kind="yes_no", reason=reason)
    if profile.date_proportion >= MOSTLY_DATES:
        return ColumnMapping(profile.name, "ignore", "it holds dates")
    if _is_numeric(profile, shape):
        return replace(
            start, kind="number", reason=f"{profile.numeric_proportion:.0%} of its values are numbers"
        )
    if _few_levels(profile, shape):
        reason = f"it has {profile.n_distinct} different values"
        return replace(start, kind="category", reason=reason, levels=list_levels(profile, name))
    return ColumnMapping(
        profile.name, "ignore", f"it has {profile.n_distinct:,} different texts: free text or a code"
    )


def _is_numeric(profile: ColumnProfile, shape: ColumnShape) -> bool:
    if profile.numeric_proportion < MOSTLY_NUMBERS or profile.has_leading_zeros or profile.value_labels:
        return False
    few = profile.is_whole and profile.n_distinct <= FEW_NUMBERS and shape.n_patients >= ENOUGH_PATIENTS
    return not (few and profile.numeric_proportion == 1)


def _few_levels(profile: ColumnProfile, shape: ColumnShape) -> bool:
    return profile.n_distinct <= max(3, min(MAX_LEVELS, shape.n_patients // 2))


def labelled_yes_no_proportion(profile: ColumnProfile) -> float:
    """Share of yes/no words, after value labels have replaced codes."""
    return count_yes_no(profile) / profile.n_filled if profile.n_filled else 0.0


def count_yes_no(profile: ColumnProfile) -> int:
    """Count the rows with a word for yes or no."""
    if not profile.value_labels:
        return round(profile.yes_no_proportion * profile.n_filled)
    words = [profile.value_labels.get(text, text) for text in profile.texts]
    return profile.count_words(words)


def label_of(profile: ColumnProfile) -> str:
    """The label of a column, else its name; at most 80 characters."""
    text = profile.label or profile.name
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"
