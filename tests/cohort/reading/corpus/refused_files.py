"""Files that must be refused in one sentence."""

import io
import random
import zipfile

from lib.cohort.reading import ReadingOptions
from tests.cohort.reading.corpus.binary_files import SIMPLE, workbook
from tests.cohort.reading.corpus.case import Refusal


def archive(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


def bomb() -> bytes:
    """A workbook whose sheet unpacks to 300 MB of zeros."""
    buffer = io.BytesIO(workbook(Data=SIMPLE))
    with (
        zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as made,
        made.open("xl/worksheets/big.xml", "w") as big,
    ):
        for _ in range(300):
            big.write(bytes(1_000_000))
    return buffer.getvalue()


GOOD = b"id,mg\nP1,0.8\n"
REFUSALS = [
    Refusal("empty", b"", "empty", "empty file"),
    Refusal("one byte", b"x", "empty", "nothing to read"),
    Refusal("only line ends", b"\r\n\r\n\r\n", "empty", "nothing to read"),
    Refusal("only delimiters", b";;;\n;;;\n", "empty", "no words or numbers"),
    Refusal("header only", b"id,mg\n", "no_rows", "no rows of data"),
    Refusal("51 MB", b"a,b\n" * (51 * 1024**2 // 4), "too_large", "at most 50 MB"),
    Refusal("random bytes", random.Random(1).randbytes(20_000), "binary", "binary contents"),
    Refusal(
        "100,000 columns",
        b",".join([b"a"] * 100_000) + b"\n" + b",".join([b"1"] * 100_000),
        "too_many_columns",
        "100,000 columns",
    ),
    Refusal("one endless line", b"a," * 3_000_000, "line_too_long", "2,000,000 characters"),
    Refusal("1,200,000 rows", b"id,mg\n" + b"1,2\n" * 1_200_000, "too_many_rows", "at most 1,000,000 rows"),
    Refusal(
        "1,200,000 quoted rows",
        b"id,mg\n" + b'"1",2\n' * 1_200_000,
        "too_many_rows",
        "at most 1,000,000 rows",
    ),
    Refusal("PDF", b"%PDF-1.4 ...", "foreign_format", "a PDF document"),
    Refusal("PNG", b"\x89PNG\r\n\x1a\n....", "foreign_format", "a PNG picture"),
    Refusal("JPEG", b"\xff\xd8\xff\xe0....", "foreign_format", "a JPEG picture"),
    Refusal("HTML", b"\xef\xbb\xbf\n<!DOCTYPE html><html></html>", "foreign_format", "an HTML page"),
    Refusal(
        "HTML named .xls",
        b"<table><tr><td>1</td></tr></table>",
        "foreign_format",
        "an HTML page",
        file_name="a.xls",
    ),
    Refusal("JSON", b'[{"id": 1}]', "foreign_format", "a JSON file"),
    Refusal(
        "old Office file without a workbook",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "foreign_format",
        "an old Office file",
        file_name="a.xls",
    ),
    Refusal(
        "password",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "protected",
        "password",
        file_name="a.xlsx",
    ),
    Refusal("zip", archive(a_dot_csv=GOOD), "foreign_format", "a zip archive"),
    Refusal("Word", archive(word__document_dot_xml=b"<x/>"), "foreign_format", "a Word document"),
    Refusal("OpenDocument", archive(content_dot_xml=b"<x/>"), "foreign_format", "an OpenDocument file"),
    Refusal("gzip", b"\x1f\x8b\x08" + bytes(20), "foreign_format", "a gzip archive"),
    Refusal("zip bomb", bomb(), "zip_bomb", "would unpack to", file_name="a.xlsx"),
    Refusal("half a workbook", workbook(Data=SIMPLE)[:2000], "damaged", "damaged", file_name="a.xlsx"),
    Refusal(
        "workbook without its sheet",
        archive(xl__workbook_dot_xml=b"<workbook/>"),
        "damaged",
        "damaged workbook",
    ),
    Refusal("empty workbook", workbook(Data=[]), "empty", "no sheet with a table", file_name="a.xlsx"),
    Refusal(
        "no such sheet",
        workbook(Data=SIMPLE),
        "no_sheet",
        "“Other”",
        ReadingOptions(sheet="Other"),
        file_name="a.xlsx",
    ),
    Refusal(
        "wide workbook",
        workbook(Data=[["x"] * 16_000, [1] * 16_000]),
        "too_many_columns",
        "16,000 columns",
        file_name="a.xlsx",
    ),
    Refusal(
        "broken SPSS",
        b"$FL2@(#) SPSS DATA FILE" + bytes(300),
        "damaged",
        "damaged SPSS file",
        file_name="a.sav",
    ),
    Refusal("unclosed quotation mark", b'id,mg\nP1,"2\nP2,3\n', "unclosed_quote", "line 2"),
    Refusal("unquoted decimal commas", b"id,mg\n1,0,85\n2,0,9\n", "shifted_columns", "3 values in the rows"),
    Refusal("unknown encoding", GOOD, "unknown_encoding", "klingon", ReadingOptions(encoding="klingon")),
    Refusal("codec that is no text", GOOD, "unknown_encoding", "hex", ReadingOptions(encoding="hex")),
    Refusal("two-character delimiter", GOOD, "bad_option", "delimiter", ReadingOptions(delimiter="::")),
    Refusal("impossible header", GOOD, "bad_option", "header rows", ReadingOptions(header_rows=7)),
    Refusal("unknown quoting", GOOD, "bad_option", "quoting", ReadingOptions(quoting="x")),
    Refusal("unknown decimal mark", GOOD, "bad_option", "decimal", ReadingOptions(decimal="x")),
    Refusal("column to fill down", GOOD, "bad_option", "no column “x”", ReadingOptions(fill_down="x")),
]
