"""A file on its way to be this session's cohort: each step of it, and what is still to be done.

Everything is kept in the session and nowhere else: no step writes a file, a log line or a shared cache.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lib.cohort import steps
from lib.cohort.mapping import Mapping as ColumnsMapping
from lib.cohort.mapping import MappingError, fit_mapping, mapping_from_json
from lib.cohort.mapping.change import without_unused
from lib.cohort.mapping.compare import list_changes, list_lacking, with_new_columns
from lib.cohort.protection import Suspicion, list_undecided
from lib.cohort.reading import RawTable, ReadingOptions, UnreadableFileError
from lib.cohort.reading.table import plain_name
from lib.cohort.steps import APPLIED, Choices
from lib.cohort.validation import Validated
from lib.cohort.words import fold, spaced
from lib.stats.common.result import unwrap

#: Cells of text kept after the cohort is in use, so that its mapping can still be corrected.
MAX_KEPT_CELLS = 3_000_000
Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Upload:
    """A file imported as far as it goes.

    Attributes
    ----------
    name : str
        The file's own name.
    data : bytes
        Its contents; empty once the cohort is in use.
    options : ReadingOptions
        What the reader overruled of the detection.
    refusal : str
        Why the file cannot be read, empty otherwise.
    raw : RawTable or None
        As read; None before, and once the cohort is in use.
    suspicions : tuple of Suspicion
        Columns that may identify people.
    decisions : mapping of str to str
        What is done with them, by column.
    table : RawTable or None
        What may be shown: without the columns dropped, with those coarsened; None while a decision is missing.
    mapping : Mapping or None
        What each column is.
    guessed : Mapping or None
        What each column was guessed to be, or was by a saved mapping, before any correction.
    layout : str or None
        `long` or `wide` where the reader overruled it.
    keep_ids : bool
        Whether the patient ids of the file are kept.
    validated : Validated or None
        Cohort and findings.
    note : str
        What was done on the reader's behalf, to be known.
    """

    name: str
    data: bytes = b""
    options: ReadingOptions = field(default_factory=ReadingOptions)
    refusal: str = ""
    raw: RawTable | None = None
    suspicions: tuple[Suspicion, ...] = ()
    decisions: Mapping[str, str] = field(default_factory=dict)
    table: RawTable | None = None
    mapping: ColumnsMapping | None = None
    guessed: ColumnsMapping | None = None
    layout: str | None = None
    keep_ids: bool = False
    validated: Validated | None = None
    note: str = ""

    @property
    def shown(self) -> RawTable:
        """What may be shown, where it is known that no decision is missing."""
        return unwrap(self.table)

    @property
    def mapped(self) -> ColumnsMapping:
        """What each column is, where it is known that the file was read so far."""
        return unwrap(self.mapping)

    @property
    def undecided(self) -> bool:
        """Whether a column that may identify people waits for a decision."""
        return bool(list_undecided(self.suspicions, self.decisions))

    @property
    def in_use(self) -> bool:
        """Whether the cohort is in use and the file discarded: dropped columns cannot come back."""
        return self.validated is not None and not self.data

    @property
    def ready(self) -> bool:
        """Whether there is a cohort to explore."""
        return self.validated is not None and self.validated.cohort is not None


def begin_upload(name: str, data: bytes, earlier: ColumnsMapping | None = None) -> Upload:
    """Take the contents of a file; a mapping used earlier is applied when it fits.

    Parameters
    ----------
    name : str
        As the browser sent it.
    data : bytes
        Its contents.
    earlier : Mapping or None
        Saved, or used for the file before.
    """
    return Upload(plain_name(name), data, mapping=earlier)


def advance(upload: Upload, progress: Progress | None = None, work: Any = steps) -> Upload:
    """Do every step that can be done without the reader: read, look for people, map, check.

    Parameters
    ----------
    upload : Upload
        As far as it has gone.
    progress : callable or None
        Told the share of the file read, 0 to 1.
    work : module
        `lib.cohort.steps`, here, or `lib.cohort.apart`, in a process of its own.

    Returns
    -------
    Upload
        With a refusal, or with decisions to be made, or checked.
    """
    if upload.refusal or upload.validated is not None or (upload.raw is not None and upload.undecided):
        return upload
    try:
        return _advance(upload, progress, work)
    except UnreadableFileError as error:
        return replace(upload, refusal=error.sentence)
    finally:
        # The words of headers and cells are remembered while a file is looked at, not longer.
        fold.cache_clear()
        spaced.cache_clear()


def _advance(upload: Upload, progress: Progress | None, work: Any) -> Upload:
    choices = Choices(upload.name, upload.decisions, upload.mapping, upload.layout, upload.keep_ids)
    if upload.table is not None:
        taken = work.check_table(upload.table, choices)
        guessed = upload.guessed if upload.mapping is not None else taken.mapping
        return replace(upload, mapping=taken.mapping, guessed=guessed, validated=taken.validated)
    if upload.raw is None:
        taken = work.take_file(upload.data, upload.name, upload.options, choices, progress)
    else:
        taken = work.take_table(upload.raw, choices)
    columns = {suspicion.column for suspicion in taken.suspicions}
    read = replace(
        upload,
        raw=taken.raw,
        suspicions=taken.suspicions,
        decisions={column: action for column, action in upload.decisions.items() if column in columns},
    )
    if taken.table is None:
        return read
    mapping = with_new_columns(unwrap(taken.mapping), taken.table)
    return replace(
        read,
        table=taken.table,
        mapping=mapping,
        guessed=mapping,
        note=taken.note,
        validated=taken.validated,
    )


def with_options(upload: Upload, options: ReadingOptions) -> Upload:
    """Read the file again in another way; decisions on columns of the same name stay."""
    return replace(
        upload,
        options=options,
        refusal="",
        raw=None,
        suspicions=(),
        table=None,
        mapping=None,
        validated=None,
        note="",
    )


def with_layout(upload: Upload, layout: str) -> Upload:
    """Take the rows as visits (`long`) or as patients (`wide`); the next advance guesses the columns anew."""
    return replace(upload, layout=layout, mapping=None, validated=None, note="")


def with_decisions(upload: Upload, decisions: Mapping[str, str]) -> Upload:
    """Decide about the columns that may identify people; the columns are guessed anew where they changed."""
    return replace(upload, decisions=dict(decisions), table=None, validated=None)


def with_mapping(upload: Upload, mapping: ColumnsMapping) -> Upload:
    """Take a corrected mapping; it is checked at the next advance."""
    return replace(upload, mapping=mapping, validated=None, note="")


def with_kept_ids(upload: Upload, keep: bool) -> Upload:
    """Keep the patient ids of the file, or replace them by codes."""
    return replace(upload, keep_ids=keep, validated=None)


def with_saved_mapping(upload: Upload, content: bytes) -> Upload:
    """Apply a mapping saved earlier, as far as the file has its columns; the note lists what changed.

    Raises
    ------
    MappingError
        The content is no mapping, or the file lacks the patients, the visits or most of its columns.
    """
    saved = mapping_from_json(content)
    fitted = fit_mapping(saved, upload.shown)
    lacking = list_lacking(fitted, upload.shown)
    taken = [c for c in fitted.columns if c.role != "ignore"]
    keys = [c.column for c in taken if c.role in ("patient", "visit") and c.column in lacking]
    if keys or 2 * len(lacking) > len(taken):
        more = f" and {len(lacking) - 1} more columns it names" if len(lacking) > 1 else ""
        raise MappingError(
            f"The mapping does not fit this file, which has no column “{(keys or lacking)[0][:60]}”{more}. "
            "Choose the mapping of a file with the same columns."
        )
    note = "\n".join((APPLIED, *list_changes(saved, fitted, upload.shown)))
    present = tuple(c for c in fitted.columns if c.column not in lacking)
    applied = with_new_columns(without_unused(replace(fitted, columns=present)), upload.shown)
    return replace(upload, mapping=applied, guessed=applied, validated=None, note=note)


def without_contents(upload: Upload) -> Upload:
    """Discard the file and of everything that was dropped or coarsened, once the cohort is in use.

    The table that may be shown is kept where it is small, so that the mapping can still be corrected.
    """
    cells = upload.table.frame.size if upload.table is not None else 0
    table = upload.table if cells <= MAX_KEPT_CELLS else None
    return replace(upload, data=b"", raw=None, table=table)
