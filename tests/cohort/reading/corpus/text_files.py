"""Awkward text tables, one quirk each."""

from lib.cohort.reading import ReadingOptions
from tests.cohort.reading.corpus.case import Case

PL_ROWS = [("P1", "mężczyzna", "źle śpi"), ("P2", "kobieta", "żółć, ćwiczy")]
PL_COLUMNS = ("imię", "płeć", "uwagi")
PL_TEXT = "imię;płeć;uwagi\nP1;mężczyzna;źle śpi\nP2;kobieta;żółć, ćwiczy\n"
DE_TEXT = "Kürzel;Geschlecht;µmol/l\nJü;männlich;3\nÄn;weiblich – groß;4\n"
DE_COLUMNS = ("Kürzel", "Geschlecht", "µmol/l")
DE_ROWS = [("Jü", "männlich", "3"), ("Än", "weiblich – groß", "4")]
PLAIN_COLUMNS = ("id", "visit", "mg")
PLAIN_ROWS = [("P1", "1", "0.85"), ("P1", "2", "0.91"), ("P2", "1", "0.79")]
COMMA_ROWS = [("P1", "1", "0,85"), ("P1", "2", "0,91"), ("P2", "1", "0,79")]


def write(delimiter: str, decimal: str = ".", ending: str = "\n") -> bytes:
    rows = [PLAIN_COLUMNS, *[tuple(cell.replace(".", decimal) for cell in row) for row in PLAIN_ROWS]]
    return "".join(delimiter.join(row) + ending for row in rows).encode()


DELIMITED = [
    Case(
        "comma",
        write(","),
        PLAIN_COLUMNS,
        PLAIN_ROWS,
        {"delimiter": ",", "decimal": ".", "encoding": "utf-8"},
        (2, 3, 4),
    ),
    Case("semicolon", write(";"), PLAIN_COLUMNS, PLAIN_ROWS, {"delimiter": ";", "decimal": "."}),
    Case("tab", write("\t"), PLAIN_COLUMNS, PLAIN_ROWS, {"delimiter": "\t", "decimal": "."}),
    Case("pipe", write("|"), PLAIN_COLUMNS, PLAIN_ROWS, {"delimiter": "|", "decimal": "."}),
    Case("blanks", write("   "), PLAIN_COLUMNS, PLAIN_ROWS, {"delimiter": " ", "decimal": "."}),
    Case(
        "semicolon, decimal comma",
        write(";", ","),
        PLAIN_COLUMNS,
        COMMA_ROWS,
        {"delimiter": ";", "decimal": ","},
    ),
    Case(
        "tab, decimal comma", write("\t", ","), PLAIN_COLUMNS, COMMA_ROWS, {"delimiter": "\t", "decimal": ","}
    ),
    Case(
        "blanks, decimal comma",
        write(" ", ","),
        PLAIN_COLUMNS,
        COMMA_ROWS,
        {"delimiter": " ", "decimal": ","},
    ),
    Case("CRLF", write(";", ",", "\r\n"), PLAIN_COLUMNS, COMMA_ROWS, {"delimiter": ";"}, (2, 3, 4)),
    Case("CR", write(";", ",", "\r"), PLAIN_COLUMNS, COMMA_ROWS, {"delimiter": ";"}, (2, 3, 4)),
    Case("no line end on the last line", write(",").rstrip(), PLAIN_COLUMNS, PLAIN_ROWS, {}, (2, 3, 4)),
    Case(
        "quoted decimal comma between commas",
        b'id,mg\nP1,"0,435"\nP2,"0,91"\n',
        ("id", "mg"),
        [("P1", "0,435"), ("P2", "0,91")],
        {"delimiter": ",", "decimal": ","},
    ),
    Case(
        "R .dat: leading blanks, CRLF, no header, point for missing",
        b"   101  1   0   26\r\n   101  1   1    .\r\n   102  0   0   33\r\n",
        ("column 1", "column 2", "column 3", "column 4"),
        [("101", "1", "0", "26"), ("101", "1", "1", None), ("102", "0", "0", "33")],
        {"delimiter": " ", "header_rows": 0, "missing_marks": ((".", 1),), "renamed": ()},
        (1, 2, 3),
    ),
    Case(
        "no header, decimal commas between blanks",
        b"1 0,85 0,90\n2 0,75 0,80\n",
        ("column 1", "column 2", "column 3"),
        [("1", "0,85", "0,90"), ("2", "0,75", "0,80")],
        {"delimiter": " ", "decimal": ",", "header_rows": 0},
    ),
    Case(
        "R write.table with unnamed row names",
        b'"id" "mg"\n"1" 101 0.8\n"2" 102 0.9\n',
        ("column 1", "id", "mg"),
        [("1", "101", "0.8"), ("2", "102", "0.9")],
        {"delimiter": " "},
    ),
    Case(
        "Excel's sep= line",
        b"sep=|\nid|mg\nP1|2,3\n",
        ("id", "mg"),
        [("P1", "2,3")],
        {"delimiter": "|"},
        (3,),
    ),
    Case(
        "semicolons inside one column of a comma file",
        b"id,drugs,mg\nP1,a;b,0.8\nP2,c;d,0.9\n",
        ("id", "drugs", "mg"),
        [("P1", "a;b", "0.8"), ("P2", "c;d", "0.9")],
        {"delimiter": ","},
    ),
]

ENCODED = [
    Case("UTF-8", PL_TEXT.encode(), PL_COLUMNS, PL_ROWS, {"encoding": "utf-8"}),
    Case("UTF-8 with BOM", PL_TEXT.encode("utf-8-sig"), PL_COLUMNS, PL_ROWS, {"encoding": "utf-8-sig"}),
    Case("UTF-16 LE with BOM", PL_TEXT.encode("utf-16"), PL_COLUMNS, PL_ROWS, {"encoding": "utf-16-le"}),
    Case(
        "UTF-16 BE with BOM",
        b"\xfe\xff" + PL_TEXT.encode("utf-16-be"),
        PL_COLUMNS,
        PL_ROWS,
        {"encoding": "utf-16-be"},
    ),
    Case(
        "UTF-16 LE without BOM", PL_TEXT.encode("utf-16-le"), PL_COLUMNS, PL_ROWS, {"encoding": "utf-16-le"}
    ),
    Case(
        "UTF-16 BE without BOM", PL_TEXT.encode("utf-16-be"), PL_COLUMNS, PL_ROWS, {"encoding": "utf-16-be"}
    ),
    Case("Windows-1250", PL_TEXT.encode("cp1250"), PL_COLUMNS, PL_ROWS, {"encoding": "cp1250"}),
    Case("ISO-8859-2", PL_TEXT.encode("iso8859-2"), PL_COLUMNS, PL_ROWS, {"encoding": "iso8859-2"}),
    Case("Windows-1252", DE_TEXT.encode("cp1252"), DE_COLUMNS, DE_ROWS, {"encoding": "cp1252"}),
    Case(
        "ISO-8859-1",
        "prénom;âge;mg [cm³]\nZoé;33;1\nJérôme;44;2\n".encode("iso8859-1"),
        ("prénom", "âge", "mg [cm³]"),
        [("Zoé", "33", "1"), ("Jérôme", "44", "2")],
    ),
    Case(
        "UTF-8 with one damaged letter",
        PL_TEXT.encode().replace("ę".encode(), b"\xff", 1),
        ("imi�", "płeć", "uwagi"),
        PL_ROWS,
        {"encoding": "utf-8"},
        findings=("damaged_characters",),
        finding_rows=(1,),
    ),
    Case(
        "encoding overruled",
        PL_TEXT.encode("cp1250"),
        PL_COLUMNS,
        PL_ROWS,
        {"encoding": "cp1250", "encoding_reason": "chosen by the user"},
        options=ReadingOptions(encoding="windows-1250"),
    ),
]

QUOTED = [
    Case(
        "line breaks, delimiters and doubled quotation marks in cells",
        b'id,note,mg\r\nP1,"said ""no"",\r\nthen left",0.8\r\nP2,,0.9\r\n',
        ("id", "note", "mg"),
        [("P1", 'said "no",\r\nthen left', "0.8"), ("P2", None, "0.9")],
        {"quoting": "fields"},
        (2, 4),
    ),
    Case(
        "whole lines quoted",
        b'"id,mg,note"\r\n"P1,0.8,""a, b"""\r\n"P2,0.9,x"\r\n',
        ("id", "mg", "note"),
        [("P1", "0.8", "a, b"), ("P2", "0.9", "x")],
        {"quoting": "lines", "delimiter": ","},
        (2, 3),
    ),
    Case(
        "backslash before quotation marks",
        b'id,note\nP1,"said \\"no\\", left"\nP2,"x"\n',
        ("id", "note"),
        [("P1", 'said "no", left'), ("P2", "x")],
    ),
    Case(
        "inch marks read as ordinary characters",
        b'id;size\nP1;"5\nP2;6"\n',
        ("id", "size"),
        [("P1", '"5'), ("P2", '6"')],
        {"quoting": "none"},
        options=ReadingOptions(quoting="none"),
    ),
    Case(
        "stray text after a quotation mark",
        b'id,mg\nP1,"2"x\nP2,3\n',
        ("id", "mg"),
        [("P1", "2x"), ("P2", "3")],
        findings=("stray_quote",),
        finding_rows=(2,),
    ),
    Case(
        "formulas stay text",
        b'id,x\nP1,"=HYPERLINK(""http://a"")"\nP2,<img onerror=1>\n',
        ("id", "x"),
        [("P1", '=HYPERLINK("http://a")'), ("P2", "<img onerror=1>")],
    ),
]

HEADED = [
    Case(
        "title lines above the header",
        "Raport z laboratorium;;;\nOddział;3;;\n;;;\nid;wiek;mg;płeć\nP1;33;0,8;K\nP2;44;0,9;M\n".encode(),
        ("id", "wiek", "mg", "płeć"),
        [("P1", "33", "0,8", "K"), ("P2", "44", "0,9", "M")],
        {"skipped_lines": 3, "titles": ("Raport z laboratorium", "Oddział 3"), "header_rows": 1},
        (5, 6),
    ),
    Case(
        "titles with delimiters of their own",
        "Raport, oddział 3, z 12.05.2020\nKlinika; Gdańsk\n\n".encode()
        + b"id;data;Mg2+ [mmol/l]\n1;2020-01-02;0,85\n2;2020-02-02;0,9\n",
        ("id", "data", "Mg2+ [mmol/l]"),
        [("1", "2020-01-02", "0,85"), ("2", "2020-02-02", "0,9")],
        {"delimiter": ";", "skipped_lines": 2, "header_rows": 1, "decimal": ","},
        (5, 6),
    ),
    Case(
        "unnamed row index first",
        b",id,mg\n0,P1,.8\n1,P2,.9\n",
        ("column 1", "id", "mg"),
        [("0", "P1", ".8"), ("1", "P2", ".9")],
        {"renamed": ((1, "", "column 1"),), "decimal": "."},
    ),
    Case(
        "titles without delimiters and a blank line",
        b"Magnesium study\nWard 3\n\nid,age,mg\nP1,33,0.8\nP2,44,0.9\n",
        ("id", "age", "mg"),
        [("P1", "33", "0.8"), ("P2", "44", "0.9")],
        {"skipped_lines": 2, "header_rows": 1},
        (5, 6),
    ),
    Case(
        "second header row of units",
        b"id,mg,age\n,mmol/l,years\nP1,0.8,33\nP2,0.9,34\n",
        ("id", "mg", "age"),
        [("P1", "0.8", "33"), ("P2", "0.9", "34")],
        {"header_rows": 2},
        (3, 4),
        labels={"mg": "mmol/l", "age": "years"},
    ),
    Case(
        "two header rows: visits over measures",
        b";pre;;post;\nid;Mg;MADRS;Mg;MADRS\nP1;0,8;33;0,9;12\nP2;0,7;34;;\n",
        ("id", "pre Mg", "pre MADRS", "post Mg", "post MADRS"),
        [("P1", "0,8", "33", "0,9", "12"), ("P2", "0,7", "34", None, None)],
        {"header_rows": 2},
        (3, 4),
    ),
    Case(
        "empty and duplicate names",
        b"id,mg,,mg,column 3\n1,2,x,3,4\n2,3,y,4,5\n",
        ("id", "mg", "column 3 (2)", "mg (2)", "column 3"),
        [("1", "2", "x", "3", "4"), ("2", "3", "y", "4", "5")],
        {"renamed": ((3, "", "column 3 (2)"), (4, "mg", "mg (2)"))},
    ),
    Case(
        "line break and blanks in a name",
        b'" id ","mg\n[mmol/l]"\nP1,0.8\nP2,0.9\n',
        ("id", "mg [mmol/l]"),
        [("P1", "0.8"), ("P2", "0.9")],
        {"renamed": ()},
        (3, 4),
    ),
    Case(
        "visits numbered in a wide header",
        b"patient;0;1;2\nP1;33;22;11\nP2;30;20;10\n",
        ("patient", "0", "1", "2"),
        [("P1", "33", "22", "11"), ("P2", "30", "20", "10")],
        {"header_rows": 1},
    ),
    Case(
        "header overruled to none",
        b"a,b\nc,d\n",
        ("column 1", "column 2"),
        [("a", "b"), ("c", "d")],
        {"header_rows": 0},
        (1, 2),
        options=ReadingOptions(header_rows=0),
    ),
    Case(
        "a remark in the first data row is no second header",
        b"id,mg,age\nP1,came late,33\nP2,0.9,34\nP3,0.8,35\n",
        ("id", "mg", "age"),
        [("P1", "came late", "33"), ("P2", "0.9", "34"), ("P3", "0.8", "35")],
        {"header_rows": 1},
    ),
]

SHAPED = [
    Case(
        "trailing empty columns and rows",
        b"id;mg;;\n1;0,8;;\n2;0,9;;\n;;;\n ; ;;\n",
        ("id", "mg"),
        [("1", "0,8"), ("2", "0,9")],
        {"dropped_columns": (3, 4), "dropped_rows": 2},
        (2, 3),
    ),
    Case(
        "missing marks",
        b"id,a,b,c,d\nP1,NA,.,,x\nP2,N/A,-,brak,y\nP3,n/a, ,-9,z\n",
        ("id", "a", "b", "c", "d"),
        [("P1", None, None, None, "x"), ("P2", None, None, None, "y"), ("P3", None, None, "-9", "z")],
    ),
    Case(
        "plus and minus are answers",
        b"id,diabetes\nP1,+\nP2,-\nP3,-\n",
        ("id", "diabetes"),
        [("P1", "+"), ("P2", "-"), ("P3", "-")],
        {"missing_marks": ()},
    ),
    Case(
        "missing marks overruled",
        b"id,a\nP1,NA\nP2,?x\nP3,\n",
        ("id", "a"),
        [("P1", "NA"), ("P2", None), ("P3", None)],
        {"missing_marks": (("?x", 1),)},
        options=ReadingOptions(missing_marks=("?x",)),
    ),
    Case(
        "identifier on the first row of each patient",
        b"id,sex,visit,mg\nP1,K,1,0.8\n,,2,0.9\n,,3,0.7\nP2,M,1,0.8\n,,2,0.9\n",
        ("id", "sex", "visit", "mg"),
        [
            ("P1", "K", "1", "0.8"),
            (None, None, "2", "0.9"),
            (None, None, "3", "0.7"),
            ("P2", "M", "1", "0.8"),
            (None, None, "2", "0.9"),
        ],
        {"fill_down_candidates": ("id",), "once_per_patient": ("sex",)},
    ),
    Case(
        "identifier filled down on request",
        b"id,sex,visit,mg\nP1,K,1,0.8\n,,2,0.9\nP2,,1,0.8\n,,2,0.9\n",
        ("id", "sex", "visit", "mg"),
        [
            ("P1", "K", "1", "0.8"),
            ("P1", "K", "2", "0.9"),
            ("P2", None, "1", "0.8"),
            ("P2", None, "2", "0.9"),
        ],
        {"ids_filled_down": ("id", "sex")},
        options=ReadingOptions(fill_down="id"),
    ),
    Case(
        "a row with too many values",
        b"id,mg,v\nP1,0.85,1\nP2,0,9,1\nP3,0.7,2\n",
        ("id", "mg", "v"),
        [("P1", "0.85", "1"), ("P2", "0", "9"), ("P3", "0.7", "2")],
        findings=("long_rows",),
        finding_rows=(3,),
    ),
    Case(
        "rows with too few values",
        b"id,mg,v\nP1,0.85,1\nP2,0.9\nP3\nP4,0.7,2\n",
        ("id", "mg", "v"),
        [("P1", "0.85", "1"), ("P2", "0.9", None), ("P3", None, None), ("P4", "0.7", "2")],
        findings=("short_rows",),
        finding_rows=(3, 4),
    ),
    Case(
        "a quotation mark that swallows rows",
        b'id,a,b\n1,"x,2\n2,y,3\n3,z",4\n5,q,6\n',
        ("id", "a", "b"),
        [("1", "x,2\n2,y,3\n3,z", "4"), ("5", "q", "6")],
        findings=("swallowed_rows",),
        finding_rows=(2,),
    ),
    Case(
        "a single column",
        b"mg\n0.8\n0.9\n",
        ("mg",),
        [("0.8",), ("0.9",)],
        {"delimiter": None},
        findings=("one_column",),
    ),
    Case("leading zeros", b"id,site\n007,006\n008,010\n", ("id", "site"), [("007", "006"), ("008", "010")]),
    Case(
        "a zero byte inside a cell is not dropped in silence",
        b"id,mg\nP1,0.85\nP2,0.9\x001\n",
        ("id", "mg"),
        [("P1", "0.85"), ("P2", "0.9�1")],
        findings=("damaged_characters",),
        finding_rows=(3,),
    ),
]

TEXT_CASES = [*DELIMITED, *ENCODED, *QUOTED, *HEADED, *SHAPED]
