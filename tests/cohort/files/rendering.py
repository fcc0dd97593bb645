"""A small random cohort written as the programs of the field write it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import pyreadstat

from tests.cohort.files.structural import as_document, cells_of
from tests.cohort.reading.corpus.binary_files import workbook, written

Score = int | float | None


@dataclass(frozen=True)
class Made:
    """Patients, sex in two words, and scores by measure, patient and visit."""

    ids: tuple[str, ...]
    female: tuple[bool, ...]
    scores: dict[str, tuple[tuple[Score, ...], ...]]
    n_visits: int


@dataclass(frozen=True)
class Words:
    """How a language calls what a table holds; visits by their place."""

    patient: str
    visit: str
    sex: str
    sexes: tuple[str, str]
    visits: tuple[str, ...]
    missing: str
    sign: str
    decimal: str


ENGLISH = Words(
    "patient_id", "visit", "sex", ("female", "male"), ("week 0", "week 2", "week 4"), "", ",", "."
)
POLISH = Words("pacjent", "wizyta", "płeć", ("kobieta", "mężczyzna"), ("tydzień 0", "tydzień 2", "tydzień 4"),
               "brak", ";", ",")  # fmt: skip
GERMAN = Words("Patient", "Visite", "Geschlecht", ("weiblich", "männlich"), ("Woche 0", "Woche 2", "Woche 4"),
               "k. A.", ";", ",")  # fmt: skip
LANGUAGES = (ENGLISH, POLISH, GERMAN)
NAMES = {"madrs": "MADRS", "mg": "Mg [mmol/L]"}


def _number(value: Score, words: Words) -> str:
    return words.missing if value is None else str(value).replace(".", words.decimal)


def _text(rows: list[list[str]], words: Words, encoding: str = "utf-8") -> bytes:
    return ("\r\n".join(words.sign.join(row) for row in rows) + "\r\n").encode(encoding)


def _long(made: Made, words: Words, cell: Callable[[str, Score], object]) -> list[list[object]]:
    rows: list[list[object]] = [[words.patient, words.visit, words.sex, *(NAMES[m] for m in made.scores)]]
    for i, code in enumerate(made.ids):
        for visit in range(made.n_visits):
            scores = [cell(measure, made.scores[measure][i][visit]) for measure in made.scores]
            rows.append([code, words.visits[visit], words.sexes[not made.female[i]], *scores])
    return rows


def _wide(made: Made, words: Words, cell: Callable[[str, Score], object]) -> list[list[object]]:
    heads = [f"{NAMES[m]} {words.visits[v]}" for m in made.scores for v in range(made.n_visits)]
    rows: list[list[object]] = [[words.patient, words.sex, *heads]]
    for i, code in enumerate(made.ids):
        scores = [cell(m, made.scores[m][i][v]) for m in made.scores for v in range(made.n_visits)]
        rows.append([code, words.sexes[not made.female[i]], *scores])
    return rows


def _plain(words: Words) -> Callable[[str, Score], str]:
    return lambda _, value: _number(value, words)


def _with_unit(words: Words) -> Callable[[str, Score], str]:
    def cell(measure: str, value: Score) -> str:
        text = _number(value, words)
        return f"{text} mmol/L" if measure == "mg" and value is not None else text

    return cell


def _marked(words: Words) -> Callable[[str, Score], str]:
    def cell(measure: str, value: Score) -> str:
        low = measure == "mg" and value is not None and value < 0.8
        return f"{_number(value, words)} (L)" if low else _number(value, words)

    return cell


def _itself(_: str, value: Score) -> Score:
    return value


def _with_means(rows: list[list[str]], words: Words) -> list[list[str]]:
    label = {",": "Mean"}.get(words.sign, "Średnia" if words is POLISH else "Mittelwert")
    blanks = [""] * (len(rows[0]) - 2)
    return [*rows, [label, *blanks, f"20{words.decimal}5"]]


def _sheets(made: Made, words: Words) -> bytes:
    rows = _long(made, words, _itself)
    head = [rows[0][0], *rows[0][2:]]
    sheets = {
        name: [head, *([row[0], *row[2:]] for row in rows[1:] if row[1] == name)]
        for name in words.visits[: made.n_visits]
    }
    return workbook(**sheets)


def _frame(made: Made) -> pd.DataFrame:
    rows = [
        {"patient": code, "week": 2 * visit, "sex": 1.0 if made.female[i] else 2.0,
         **{m: made.scores[m][i][visit] for m in made.scores}}
        for i, code in enumerate(made.ids)
        for visit in range(made.n_visits)
    ]  # fmt: skip
    return pd.DataFrame(rows).astype(dict.fromkeys(made.scores, "float64"))


SEX_LABELS = {"sex": {1: "female", 2: "male"}}


def _spss(made: Made, words: Words) -> bytes:
    frame = _frame(made)
    codes = {measure: [-9] for measure in made.scores}
    return written(pyreadstat.write_sav, frame.fillna(dict.fromkeys(made.scores, -9.0)), missing_ranges=codes,
                   variable_value_labels=SEX_LABELS)  # fmt: skip


def _redcap(made: Made, words: Words) -> bytes:
    events = ("baseline_arm_1", "week_2_arm_1", "week_4_arm_1")
    rows = [["record_id", "redcap_event_name", "sex", *(f"{m}" for m in made.scores)]]
    for i, code in enumerate(made.ids):
        for visit in range(made.n_visits):
            sex = ("1" if made.female[i] else "2") if visit == 0 else ""
            rows.append(
                [code, events[visit], sex, *(_number(made.scores[m][i][visit], ENGLISH) for m in made.scores)]
            )
    return _text(rows, ENGLISH)


def _castor(made: Made, words: Words) -> bytes:
    heads = [f"{('Baseline', 'Week_2', 'Week_4')[v]}_{m}" for v in range(made.n_visits) for m in made.scores]
    rows = [["Participant Id", "Participant Status", "sex", *heads]]
    for i, code in enumerate(made.ids):
        scores = [_number(made.scores[m][i][v], ENGLISH) for v in range(made.n_visits) for m in made.scores]
        rows.append([code, "Not Set", ENGLISH.sexes[not made.female[i]], *scores])
    return ("\n".join(";".join(f'"{cell}"' for cell in row) for row in rows) + "\n").encode("utf-8-sig")


RENDERERS: dict[str, tuple[str, Callable[[Made, Words], bytes]]] = {
    "long text": ("a.csv", lambda made, words: _text(_long(made, words, _plain(words)), words)),
    "wide text": ("a.csv", lambda made, words: _text(_wide(made, words, _plain(words)), words)),
    "Windows text": (
        "a.csv",
        lambda made, words: _text(
            _long(made, words, _plain(words)), words, "cp1250" if words is POLISH else "cp1252"
        ),
    ),
    "units in cells": ("a.csv", lambda made, words: _text(_long(made, words, _with_unit(words)), words)),
    "marks of a laboratory": ("a.csv", lambda made, words: _text(_wide(made, words, _marked(words)), words)),
    "means below": (
        "a.csv",
        lambda made, words: _text(_with_means(_wide(made, words, _plain(words)), words), words),
    ),
    "Excel, long": ("a.xlsx", lambda made, words: workbook(Data=_long(made, words, _itself))),
    "Excel, wide": ("a.xlsx", lambda made, words: workbook(Data=_wide(made, words, _itself))),
    "Excel, a sheet a visit": ("a.xlsx", _sheets),
    "OpenDocument": ("a.ods", lambda made, _: as_document(_frame(made).fillna(-9999))),
    "SPSS": ("a.sav", _spss),
    "Stata": (
        "a.dta",
        lambda made, _: written(pyreadstat.write_dta, _frame(made), variable_value_labels=SEX_LABELS),
    ),
    "SAS": ("a.xpt", lambda made, _: written(pyreadstat.write_xport, _frame(made))),
    "REDCap": ("a.csv", _redcap),
    "Castor": ("a.csv", _castor),
}
__all__ = ["LANGUAGES", "RENDERERS", "Made", "cells_of"]
