"""The words of a judgement: what a check found, and what all checks of a printed number come to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lib.stats.published.printed import EXACT, SPAN, TO_EVEN, TWICE
from lib.stats.published.reported import AS_BOUND


@dataclass(frozen=True)
class Verdict:
    """One possible outcome: code, words, and what it means."""

    code: str
    label: str
    meaning: str


REPRODUCED, AFTER_ROUNDING, OTHER_READING, INCONSISTENT, NOT_REPRODUCED, UNCHECKED = (
    "reproduced",
    "rounding",
    "reading",
    "inconsistent",
    "not-reproduced",
    "unchecked",
)
#: The table of verdicts, in the order in which they are told.
VERDICTS = (
    Verdict(REPRODUCED, "Reproduced", "the recomputed number, a half rounded up, is the printed one"),
    Verdict(
        AFTER_ROUNDING,
        "Reproduced after rounding",
        "it agrees once rounding is allowed for: a half rounded to even, a number rounded twice, or one "
        "computed from others that were rounded before",
    ),
    Verdict(
        OTHER_READING,
        "Reproduced under another reading",
        "it agrees if the row, the test or the sign is read as said, which the paper does not state",
    ),
    Verdict(
        INCONSISTENT,
        "Inconsistent in print",
        "it contradicts other numbers of the same publication; the arithmetic shows which",
    ),
    Verdict(
        NOT_REPRODUCED,
        "Not reproduced",
        "it contradicts nothing in print, but the recomputation gives another number",
    ),
    Verdict(
        UNCHECKED, "Cannot be checked", "nothing in print or in the cohort bears on it; the reason is given"
    ),
)
VERDICT_BY_CODE = {verdict.code: verdict for verdict in VERDICTS}
#: Verdicts under which a printed number stands, from the plainest to the least plain.
HOLDING = (REPRODUCED, AFTER_ROUNDING, OTHER_READING)
#: What each way to agree means, and what has to be said with it.
AGREEMENTS = {
    EXACT: (REPRODUCED, ""),
    TO_EVEN: (AFTER_ROUNDING, "a half rounded to even"),
    TWICE: (AFTER_ROUNDING, "rounded to one decimal more first, then again"),
    SPAN: (AFTER_ROUNDING, "computed from figures that were rounded before"),
    AS_BOUND: (OTHER_READING, "“=” stands for “<”"),
}

RECOMPUTATION, ARITHMETIC, STATISTIC, EDITORIAL = "recomputation", "arithmetic", "statistic", "editorial"
#: Kinds of check, with what each needs.
KINDS = {
    RECOMPUTATION: "Recomputation from the bundled cohort",
    ARITHMETIC: "Arithmetic on the printed table alone",
    STATISTIC: "Recomputation from the printed statistics",
    EDITORIAL: "Editorial note, not computed",
}


@dataclass(frozen=True)
class Check:
    """What one check says about one printed number.

    Attributes
    ----------
    cell : str
        Key of the printed number.
    kind : str
        One of `KINDS`.
    method : str
        Name of the method.
    verdict : str
        Code of a `Verdict`.
    recomputed : tuple of float
        What was computed, unrounded; empty where the check gives no number.
    reading : str
        How print has to be read for the number to hold; empty for the plain reading.
    arithmetic : str
        The sum that shows it, in a sentence.
    """

    cell: str
    kind: str
    method: str
    verdict: str
    recomputed: tuple[float, ...] = ()
    reading: str = ""
    arithmetic: str = ""


@dataclass(frozen=True)
class Cell:
    """One printed number: its key, where it stands, and its text.

    Attributes
    ----------
    key : str
        Unique in the publication.
    source : str
        Part of the publication, e.g. `Table 1`.
    section, row, place : str
        Heading, row and column under which it stands, in words.
    printed : str
        Text as printed.
    decimals : int
        Decimals printed; a recomputed number is shown with one more where it differs.
    """

    key: str
    source: str
    section: str
    row: str
    place: str
    printed: str
    decimals: int = 0


@dataclass(frozen=True)
class Finding:
    """A printed number with its verdict, and the checks behind it in order of weight."""

    cell: Cell
    verdict: str
    recomputed: tuple[float, ...] = ()
    method: str = ""
    kind: str = ""
    reading: str = ""
    arithmetic: str = ""
    checks: tuple[Check, ...] = field(default=(), repr=False)


def verdict_of(agreement: str) -> tuple[str, str]:
    """Turn a way to agree into a verdict and its reading; no agreement is `INCONSISTENT`."""
    return AGREEMENTS.get(agreement, (INCONSISTENT, ""))


def judge_cell(cell: Cell, checks: Sequence[Check], reason: str) -> Finding:
    """Weigh all checks of one printed number.

    Parameters
    ----------
    cell : Cell
        The number.
    checks : sequence of Check
        Those that speak about it.
    reason : str
        Why it cannot be checked, should there be none.

    Returns
    -------
    Finding
        A contradiction in print outweighs everything. Where a recomputation fails, a reading or a rounding
        that explains the number decides; else the least plain of the verdicts under which it stands.
    """
    told = {code: [check for check in checks if check.verdict == code] for code in VERDICT_BY_CODE}
    if told[INCONSISTENT]:
        return _finding(cell, INCONSISTENT, told[INCONSISTENT], checks)
    explained = told[OTHER_READING] or told[AFTER_ROUNDING]
    if told[NOT_REPRODUCED] and not explained:
        return _finding(cell, NOT_REPRODUCED, told[NOT_REPRODUCED], checks)
    for verdict in (OTHER_READING, AFTER_ROUNDING, REPRODUCED):
        if told[verdict]:
            holding = [check for check in checks if check.verdict in HOLDING]
            return _finding(cell, verdict, holding, checks)
    noted = told[UNCHECKED] or [Check(cell.key, "", "", UNCHECKED, (), "", reason)]
    return _finding(cell, UNCHECKED, noted, checks)


def _finding(cell: Cell, verdict: str, told: Sequence[Check], checks: Sequence[Check]) -> Finding:
    """Put together what the checks behind a verdict say; the number shown is the one from patients if any."""
    by_weight = sorted(checks, key=lambda check: check.kind != RECOMPUTATION)
    numbers = next((check.recomputed for check in by_weight if check.recomputed), ())
    return Finding(
        cell,
        verdict,
        numbers,
        _joined(check.method for check in told),
        _joined(KINDS.get(check.kind, "") for check in told),
        _joined(check.reading for check in told),
        " ".join(_unique(check.arithmetic for check in told)),
        tuple(checks),
    )


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(_unique(texts))
