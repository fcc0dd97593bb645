"""One awkward file and what reading it must give, written down by hand."""

from dataclasses import dataclass, field

from lib.cohort.reading import ReadingOptions


@dataclass(frozen=True)
class Case:
    """`rows` are the expected cells (None: missing); `detected` names the fields of Detected that matter here."""

    quirk: str
    data: bytes
    columns: tuple[str, ...]
    rows: list[tuple[str | None, ...]]
    detected: dict[str, object] = field(default_factory=dict)
    row_numbers: tuple[int, ...] | None = None
    findings: tuple[str, ...] = ()
    finding_rows: tuple[int, ...] | None = None
    labels: dict[str, str] = field(default_factory=dict)
    value_labels: dict[str, dict[str, str]] = field(default_factory=dict)
    options: ReadingOptions | None = None
    file_name: str = "cohort.csv"


@dataclass(frozen=True)
class Refusal:
    """A file that must be refused with this code and these words in the sentence."""

    quirk: str
    data: bytes
    code: str
    words: str
    options: ReadingOptions | None = None
    file_name: str = "cohort.csv"
