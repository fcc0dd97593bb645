"""What is refused before anything is parsed: size, known foreign formats, binary contents, zip bombs."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from .table import Kind, UnreadableFileError, plain_name

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 1_000_000
MAX_COLUMNS = 5_000
MAX_CELLS = 30_000_000
MAX_LINE_CHARACTERS = 2_000_000
MAX_SHEET_ROWS = 1_048_576
MAX_ZIP_MEMBERS = 5_000
MAX_UNZIPPED_BYTES = 1_500_000_000
MAX_SIDE_PART_BYTES = 60_000_000
BULKY_MEMBERS = ("xl/worksheets/", "xl/sharedStrings", "xl/media/", "content.xml", "Pictures/")
MAX_ZIP_RATIO = 200
RATIO_MATTERS_FROM = 20_000_000

EXPECTED = (
    "a table as CSV or text, Excel, OpenDocument (.ods), SPSS (.sav), Stata (.dta) or SAS transport (.xpt)"
)
EXPORT_AGAIN = "Export the table from the program that holds it as CSV, .xlsx or .sav and upload that file."
CONTROL_BYTES = bytes(set(range(32)) - {9, 10, 13})
BINARY_SHARE = 0.01
HEAD_BYTES = 4096

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh9", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"RDX", "an R data file"),
    (b"\x00" * 12 + b"\xc2\xea\x81\x60", "a SAS file (.sas7bdat)"),
    (b"{\\rtf", "a Rich Text document"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
)
"""First bytes of formats that are recognised and named."""

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
PACKAGE_SIGNATURES: tuple[tuple[re.Pattern[bytes], Kind], ...] = (
    (re.compile(rb"\$FL[23]"), "sav"),
    (re.compile(rb"<stata_dta>|[\x68-\x73][\x01\x02]\x01\x00", re.S), "dta"),
    (re.compile(rb"HEADER RECORD\*{7}LIB"), "xpt"),
)
"""First bytes of the files of statistics packages: SPSS, Stata (its old form is numbered 104 to 115), SAS."""

OPEN_DOCUMENT_SHEET = b"application/vnd.oasis.opendocument.spreadsheet"
OLE_BOOKS = tuple(stream.encode("utf-16-le") + b"\x00\x00" for stream in ("Workbook", "Book"))
"""Names of the stream that holds the sheets of an old Excel file."""

MARKUP = (
    (re.compile(rb"\s*(<!doctype html|<html|<head|<body|<table|<meta|<div)", re.I), "an HTML page"),
    (re.compile(rb"\s*<\?xml|\s*<[a-z][\w:.-]* xmlns", re.I), "an XML document"),
    (re.compile(rb"\s*(\{\s*\"|\[\s*[\[{])"), "a JSON file"),
    (re.compile(rb"mime-version:", re.I), "a web archive"),
)
ZIP_CONTENTS = (
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("content.xml", "an OpenDocument file other than a spreadsheet"),
    ("Index/Document.iwa", "an Apple Numbers file"),
)


def refuse(
    code: str, name: str, found: str, expected: str = EXPECTED, next_step: str = EXPORT_AGAIN
) -> UnreadableFileError:
    """Make the error that says in one sentence why the whole file is refused."""
    return UnreadableFileError(code, plain_name(name), found, expected, next_step)


def too_many_rows(name: str, found: str) -> UnreadableFileError:
    """Make the refusal of a file with too many rows."""
    return refuse(
        "too_many_rows", name, found, f"at most {MAX_ROWS:,} rows", "Split the file or leave out rows."
    )


def recognise(data: bytes, name: str) -> Kind:
    """Tell the format from the contents (never from the name) and refuse what cannot be a table.

    Raises
    ------
    UnreadableFileError
        Empty, too large, a recognised foreign format, or binary.
    """
    _check_size(data, name)
    head = data[:HEAD_BYTES]
    for start, kind in PACKAGE_SIGNATURES:
        if start.match(head):
            return kind
    if head.startswith(ZIP_SIGNATURES):
        return check_workbook(data, name)
    if head.startswith(OLE_SIGNATURE):
        return _check_ole(data, name)
    for signature, what in SIGNATURES:
        if head.startswith(signature):
            raise refuse("foreign_format", name, what)
    text_head = head.removeprefix(b"\xef\xbb\xbf")
    for pattern, what in MARKUP:
        if pattern.match(text_head):
            raise refuse("foreign_format", name, what)
    return "csv"


def _check_size(data: bytes, name: str) -> None:
    if not data:
        raise refuse("empty", name, "an empty file (0 bytes)")
    if len(data) > MAX_BYTES:
        found = f"{len(data) / 1024**2:,.0f} MB"
        step = "Leave out columns or rows that are not needed, or split the file."
        raise refuse("too_large", name, found, f"at most {MAX_BYTES // 1024**2} MB", step)
    if len(data) < 3 or not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise refuse("empty", name, f"nothing to read in {len(data):,} byte{'s' * (len(data) > 1)}")


def _check_ole(data: bytes, name: str) -> Kind:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise protected(name)
    if any(stream in data for stream in OLE_BOOKS):
        return "xls"
    step = "Open it in the program that made it and save the table as Excel Workbook (.xlsx) or CSV."
    raise refuse(
        "foreign_format", name, "an old Office file that is no workbook (.doc, .ppt)", next_step=step
    )


def protected(name: str) -> UnreadableFileError:
    """Make the refusal of a workbook that asks for a password."""
    step = "Open it in Excel, remove the password (File, Info, Protect Workbook), save and upload again."
    return refuse("protected", name, "a workbook protected by a password", "a workbook without one", step)


def check_binary(text: str, name: str) -> int:
    """Refuse text in which control characters are common; return how many there are (0 in clean text)."""
    controls = len(CONTROL_PATTERN.findall(text[:1_000_000])) if CONTROL_PATTERN.search(text) else 0
    if controls > max(2, BINARY_SHARE * min(len(text), 1_000_000)):
        raise refuse("binary", name, "binary contents, not text")
    return controls


CONTROL_PATTERN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def check_workbook(data: bytes, name: str) -> Kind:
    """Check a zip's directory before anything in it is unpacked; pass only sane workbooks, and recognise their kind.

    Python's zipfile never unpacks more than the directory declares, so the declared sizes are a true bound.

    Raises
    ------
    UnreadableFileError
        Not a workbook, damaged, encrypted, or declared contents beyond the limits (a zip bomb).
    """
    members = _zip_members(data, name)
    names = {member.filename for member in members}
    kind = _zip_kind(names, data)
    if kind is None:
        raise refuse("foreign_format", name, _name_zip(names))
    if any(member.flag_bits & 1 for member in members):
        raise protected(name)
    total = sum(member.file_size for member in members)
    side = sum(m.file_size for m in members if not m.filename.startswith(BULKY_MEMBERS))
    swollen = any(
        m.file_size > RATIO_MATTERS_FROM and m.file_size > MAX_ZIP_RATIO * max(m.compress_size, 1)
        for m in members
    )
    if total > MAX_UNZIPPED_BYTES or side > MAX_SIDE_PART_BYTES or swollen:
        found = f"a workbook that would unpack to {total / 1024**2:,.0f} MB"
        step = "Save only the sheet with the data in a new workbook, or as CSV."
        raise refuse("zip_bomb", name, found, "an ordinary workbook", step)
    return kind


def _zip_kind(names: set[str], data: bytes) -> Kind | None:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    return "ods" if "content.xml" in names and OPEN_DOCUMENT_SHEET in data[:HEAD_BYTES] else None


def _zip_members(data: bytes, name: str) -> list[zipfile.ZipInfo]:
    damaged = refuse(
        "damaged",
        name,
        "a damaged zip or Excel file",
        next_step="Save the file again and upload the new copy.",
    )
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or len(data) < end + 22:
        raise damaged
    (count,) = struct.unpack_from("<H", data, end + 10)
    if count > MAX_ZIP_MEMBERS:
        raise refuse("zip_bomb", name, f"an archive of {count:,} files or more")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        ValueError,
        OSError,
        NotImplementedError,
        OverflowError,
    ) as error:
        raise damaged from error
    if len(members) > MAX_ZIP_MEMBERS:
        raise refuse("zip_bomb", name, f"an archive of {len(members):,} files")
    return members


def _name_zip(names: set[str]) -> str:
    return next((what for member, what in ZIP_CONTENTS if member in names), "a zip archive")
