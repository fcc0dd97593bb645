"""The bundle: everything needed to make the numbers again, in one archive."""

from __future__ import annotations

import hashlib
import io
import json
import platform
import textwrap
import zipfile
from typing import Any

from lib.analysis.answers import Compute, call_directly
from lib.analysis.registry import answer_question
from lib.cohort.cohort import SYNTHETIC_NOTICE
from lib.cohort.outcome import describe_definition
from lib.cohort.selection import describe_selection
from lib.export.answers_json import record_answers
from lib.export.code import KINDS, Script, ScriptRequest, scripts_of
from lib.export.code.request import DATA_FILE
from lib.export.cohort_csv import cohort_csv, cohort_mapping
from lib.export.mixed_module import MODULE_FILE
from lib.present.common.version import VERSION as APP_VERSION

#: A fixed time for every entry, so that the same question gives the same bytes.
TIMESTAMP = (1980, 1, 1, 0, 0, 0)
#: Readable by all, written by its owner.
PERMISSIONS = 0o644 << 16
#: Keys whose text names a patient.
NAME = ("patient", "most_influential")
#: Keys under which a list of texts names patients.
NAMED = ("patients", "crossing")
FORMAT, VERSION = "cohort explorer provenance", 1


def make_bundle(
    request: ScriptRequest, settings_json: str, *, with_data: bool, compute: Compute = call_directly
) -> bytes:
    """Pack data, scripts, results, settings and provenance.

    Parameters
    ----------
    request : Asked
        Question, settings and address; with at least one patient selected.
    settings_json : str
        The settings file (`lib.export.settings_file.settings_file`).
    with_data : bool
        Whether the rows go in. Without them the bundle names the data by their fingerprint alone, and the
        results name no patient.
    call_directly : callable
        How a function is asked; a report made beside it hands on what it has computed.

    Returns
    -------
    bytes
        A ZIP archive: the same for the same question, settings and software.
    """
    scripts = scripts_of(request)
    data = cohort_csv(request.question.cohort)
    files = {
        "README.txt": _readme(request, scripts, with_data),
        **{script.name: script.text for script in scripts},
        "requirements.txt": "".join(f"{pin}\n" for pin in _pins(scripts)),
        "results.json": _results(request, with_data, compute),
        "settings.json": settings_json,
        "provenance.json": _provenance(request, scripts, data),
    }
    if with_data:
        files[DATA_FILE] = data
        files["mapping.json"] = cohort_mapping(request.question.cohort)
    return _zip(files)


def _zip(files: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, TIMESTAMP)
            entry.compress_type, entry.external_attr, entry.create_system = (
                zipfile.ZIP_DEFLATED,
                PERMISSIONS,
                3,
            )
            archive.writestr(entry, text.encode("utf-8"))
    return target.getvalue()


def _pins(scripts: tuple[Script, ...]) -> list[str]:
    return sorted({pin for script in scripts for pin in script.pins})


def _results(request: ScriptRequest, with_data: bool, compute: Compute) -> str:
    record = record_answers(answer_question(request.question, request.settings, compute=compute, whole=True))
    record = record if with_data else without_patients(record)
    return json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def without_patients(value: Any) -> Any:
    """Leave out of plain data what names a patient: entries under `NAME`, and lists of names under `NAMED`."""
    if isinstance(value, dict):
        return {
            key: without_patients(item)
            for key, item in value.items()
            if not (key in NAME or (key in NAMED and _are_names(item)))
        }
    return [without_patients(item) for item in value] if isinstance(value, list) else value


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, str) for item in value)


def _provenance(request: ScriptRequest, scripts: tuple[Script, ...], data: str) -> str:
    question, cohort = request.question, request.question.cohort
    content = {
        "format": FORMAT,
        "version": VERSION,
        "cohort": cohort.name,
        "synthetic": cohort.synthetic,
        "notice": SYNTHETIC_NOTICE if cohort.synthetic else "",
        "data_fingerprint": cohort.fingerprint,
        f"sha256_of_{DATA_FILE}": hashlib.sha256(data.encode("utf-8")).hexdigest(),
        "patients_in_cohort": cohort.n_patients,
        "patients_selected": question.selected.n,
        "selection": describe_selection(cohort, question.selection),
        "outcome_definition": describe_definition(cohort, question.definition),
        "settings_address": request.address,
        "app_version": APP_VERSION,
        "python": platform.python_version(),
        "packages": _pins(scripts),
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


#: Files that scripts import.
IMPORTED = {MODULE_FILE: "the model that mixed.py imports"}
README = """\
{title}
{rule}

{who}

What is here
{files}

Run it

1. Install Python 3.11 or newer, and the packages, best in an environment of their own:
     python -m venv env
     env/bin/pip install -r requirements.txt        (Windows: env\\Scripts\\pip)
2. {data}
3. Run a script in this folder:
     env/bin/python table1.py
   Each prints its numbers to read, and all of them as one line of JSON at the end.
{in_r}
The scripts use public packages{imported}. Their header names the cohort, its fingerprint, who is selected, the
definition of the outcome, and the versions. results.json holds the dashboard's own numbers: compare them.
settings.json opens these settings in the dashboard again.
{notice}"""
IN_R = """\
4. For the analysis of variance in R: install.packages(c("afex", "emmeans", "car")), then Rscript anova.R.
   For the mixed model: nlme (in R), lme4, lmerTest, pbkrtest or mmrm, then Rscript mixed.R.
"""
DATA_HERE = (
    "cohort.csv is here: one row a patient and visit. With mapping.json it can be uploaded to the dashboard "
    "again (keep the patient ids as they are); its fingerprint is then the same."
)
DATA_NOT_HERE = (
    "The data are not here, since they may not leave. Put cohort.csv beside the scripts: whoever has the data "
    "saves it from the dashboard; provenance.json names its SHA-256."
)


def _readme(request: ScriptRequest, scripts: tuple[Script, ...], with_data: bool) -> str:
    question, cohort = request.question, request.question.cohort
    who = (
        f"{' '.join(cohort.name.split())}: {question.selected.n:,} of {cohort.n_patients:,} patients "
        f"({describe_selection(cohort, question.selection)}). "
        f"{describe_definition(cohort, question.definition)} Data fingerprint {cohort.fingerprint}."
    )
    title = "The numbers, to be made again"
    return README.format(
        title=title,
        rule="=" * len(title),
        who=_paragraph(who),
        files="\n".join(_file_lines(scripts, with_data)),
        data=_paragraph(DATA_HERE if with_data else DATA_NOT_HERE, "   ").lstrip(),
        in_r=IN_R if any(script.name.endswith(".R") for script in scripts) else "",
        imported=" alone"
        if not any(script.name in IMPORTED for script in scripts)
        else f", mixed.py also {MODULE_FILE}",
        notice=f"\n{_paragraph(SYNTHETIC_NOTICE)}\n" if cohort.synthetic else "",
    )


def _paragraph(text: str, indent: str = "") -> str:
    return textwrap.fill(text, 100, initial_indent=indent, subsequent_indent=indent)


def _file_lines(scripts: tuple[Script, ...], with_data: bool) -> list[str]:
    rows = [
        (script.name, IMPORTED.get(script.name) or KINDS[script.name.partition(".")[0]].label)
        for script in scripts
    ]
    rows += [
        ("requirements.txt", "packages of the scripts, with versions"),
        ("results.json", "the dashboard's numbers"),
        ("settings.json", "the settings, to be opened in the dashboard"),
        ("provenance.json", "cohort, fingerprint, selection, definition, versions"),
    ]
    if with_data:
        rows += [(DATA_FILE, "the data"), ("mapping.json", "what the columns of the data are")]
    return [f"  {name:<18} {words}" for name, words in rows]
