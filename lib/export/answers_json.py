"""Answers as JSON: stable keys, numbers unrounded, null where there is no number."""

import json
from collections.abc import Callable
from typing import Any

from lib.analysis.anova.checks import Influences
from lib.analysis.anova.visits import VisitsAnova, anova_rows
from lib.analysis.answers import Answers
from lib.analysis.association.correlations import Association
from lib.analysis.common.complete_cases import CompleteCases
from lib.analysis.common.question import Question
from lib.analysis.data.completeness import DataSummary
from lib.analysis.overview.waterfall import measure_changes
from lib.analysis.table1.table import Table1
from lib.cohort.outcome import describe_definition
from lib.cohort.selection import describe_selection
from lib.export.comorbidity_json import record_comorbidity
from lib.export.mixed_json import record_covariances, record_missingness, record_mixed, record_sides
from lib.export.plain import Record, plain_value
from lib.export.robustness_json import record_curve, record_left_out
from lib.export.trajectory_json import record_against_range, record_group, record_groups, record_trajectory
from lib.stats.common.result import Refusal

#: Name and version of the form; a key that goes or changes its meaning makes a new version.
FORMAT, VERSION = "cohort answers", 3


def answers_json(answers: Answers) -> str:
    """Write answers as JSON; the keys stand in `docs/command-line.md`."""
    return json.dumps(record_answers(answers), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def record_answers(answers: Answers) -> Record:
    """Give answers as plain data."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "cohort": _cohort(answers.question),
        "question": _question(answers),
        **{key: record(getattr(answers, code)) for code, (key, record) in RECORDS.items()},
    }


def _cohort(question: Question) -> Record:
    cohort = question.cohort
    return {
        "name": cohort.name,
        "synthetic": cohort.synthetic,
        "fingerprint": cohort.fingerprint,
        "n": cohort.n_patients,
        "visits": [
            plain_value({"name": v.name, "label": v.label, "day": v.day}) for v in cohort.codebook.visits
        ],
        "measures": [
            {
                "name": c.name,
                "label": c.label,
                "unit": c.unit,
                "minimum": c.minimum,
                "maximum": c.maximum,
                "source": c.source,
            }
            for c in cohort.codebook.measures
        ],
    }


def _question(answers: Answers) -> Record:
    question = answers.question
    return {
        "definition": plain_value(question.definition),
        "definition_in_words": describe_definition(question.cohort, question.definition),
        "filters": plain_value(question.selection.choices),
        "keep_missing": question.selection.keep_missing,
        "comparison": {
            letter: None
            if one is None
            else {
                "name": one.name,
                "filters": plain_value(one.selection.choices),
                "keep_missing": one.selection.keep_missing,
                "in_words": describe_selection(question.cohort, one.selection),
            }
            for letter, one in (("a", question.comparison.a), ("b", question.comparison.b))
        },
        "selection_in_words": describe_selection(question.cohort, question.selection),
        "steps": plain_value(question.selected.steps),
        "n": question.selected.n,
        "not_evaluable": [
            {"patient": patient, "reason": reason}
            for patient, reason in (question.classification.reasons if question.classification else ())
        ],
        "changes": _changes(question),
        "settings": dict(answers.settings),
    }


def _changes(question: Question) -> Record | None:
    """Count the patients by their change of the depression scale; None without an outcome."""
    found = measure_changes(question)
    if found is None:
        return None
    return {
        "measure": found.scale.name,
        "n": len(found.rows),
        "responded": found.n_responded,
        "remitted": found.n_remitted,
        "carried": found.n_carried,
        "meaningful": [{"points": points, "n": n} for points, n in found.meaningful],
    }


def _table1(result: Table1) -> Record:
    return {
        "n": result.n,
        "by": result.grouping.by,
        "groups": record_groups(result.grouping),
        "n_without_group": result.grouping.n_left_out,
        "note": result.grouping.note,
        "rows": _with_percent(plain_value(result.rows)),
    }


def _with_percent(value: Any) -> Any:
    """Add the percentage to every count of a total."""
    if isinstance(value, list):
        return [_with_percent(item) for item in value]
    if not isinstance(value, dict):
        return value
    record = {key: _with_percent(item) for key, item in value.items()}
    if set(record) == {"n", "total"}:
        record["percent"] = 100 * record["n"] / record["total"] if record["total"] else None
    return record


def _cases(cases: CompleteCases) -> Record:
    return {
        "measure": cases.measure.name,
        "unit": cases.measure.unit,
        "visits": [visit.name for visit in cases.visits],
        "n": cases.n,
        "n_selected": cases.n_selected,
        "left_out": plain_value(cases.left_out),
        "between": cases.grouping.by if cases.grouping else None,
        "groups": [record_group(group, n) for group, n in zip(cases.levels, cases.sizes, strict=True)],
        "notes": list(cases.notes),
    }


def _anova(answer: VisitsAnova) -> Record:
    anova = answer.anova
    return {
        **_cases(answer.cases),
        "withheld": bool(answer.withheld),
        "test": plain_value(anova),
        "table": [] if isinstance(anova, Refusal) else plain_value(anova_rows(anova)),
        "marginal_means": plain_value(answer.means),
        "sizes": plain_value(answer.sizes),
    }


def _influence(result: Influences | Refusal) -> Any:
    if isinstance(result, Refusal):
        return plain_value(result)
    return {
        "n": result.n,
        "effects": [
            {
                "name": effect.name,
                "full_f": plain_value(effect.full_f),
                "full_p": plain_value(effect.full_p),
                "patients": [
                    plain_value(row) | {"f_change": plain_value(row.f - effect.full_f)} for row in patients
                ],
            }
            for effect, patients in result.effects
        ],
    }


def _association(result: Association) -> Record:
    return {
        "first": result.first.name,
        "second": result.second.name,
        "method": result.method,
        "n": result.n,
        "rows": [
            {
                "part": row.part,
                "visit": row.visit,
                "label": row.label,
                "correlation": plain_value(row.test),
                "p_holm": plain_value(row.p_holm),
                "p_fdr": plain_value(row.p_fdr),
                "slope": plain_value(row.slope),
                "intercept": plain_value(row.intercept),
            }
            for row in result.rows
        ],
        "within_patients": plain_value(result.within),
        "left_out": plain_value(result.left_out),
    }


def _data(result: DataSummary) -> Record:
    return {
        "n": result.n,
        "evaluable": result.evaluable,
        "measures": [
            {"measure": column.name, "measured_once": seen, "complete": complete, "visits": visits}
            for column, seen, complete, visits in zip(
                result.measures, result.seen, result.complete, result.n_visits, strict=True
            )
        ],
        "lacking": [{"column": label, "n": n} for label, n in result.lacking],
    }


def _each(record: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda results: [record(result) for result in results]


#: Keys of the JSON with what writes them, by the codes of `lib.analysis.registry.ANALYSES`.
RECORDS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "data": ("data", _data),
    "table1": ("table1", _table1),
    "trajectories": ("trajectories", _each(record_trajectory)),
    "reference": ("reference", _each(record_against_range)),
    "anova": ("anova", _anova),
    "comparisons": ("post_hoc", plain_value),
    "left_out": ("left_out", plain_value),
    "groups": ("groups", plain_value),
    "simple_effects": ("simple_effects", plain_value),
    "ranks": ("ranks", plain_value),
    "assumptions": ("assumptions", plain_value),
    "influence": ("influence", _influence),
    "mixed": ("mixed_model", record_mixed),
    "covariances": ("covariances", record_covariances),
    "sides": ("methods_side_by_side", record_sides),
    "missingness": ("missingness", record_missingness),
    "associations": ("associations", _each(_association)),
    "comorbidity": ("comorbidity", record_comorbidity),
    "robustness": ("robustness", record_curve),
    "joint": ("joint_test", plain_value),
    "without_patients": ("without_patients", record_left_out),
    "reach": ("reach", plain_value),
}
