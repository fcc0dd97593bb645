"""Answers about comorbidities, medicines and diagnosis as plain data; the keys stand in `docs/command-line.md`."""

import math
from typing import Any

from lib.analysis.common.grouping import Group
from lib.analysis.comorbidity.cooccurrence import Cooccurrence, Intersection
from lib.analysis.comorbidity.course_results import CourseRow, Courses
from lib.analysis.comorbidity.features import Feature
from lib.analysis.comorbidity.kind_answers import KindAnswers
from lib.analysis.comorbidity.prevalence import Prevalence
from lib.analysis.comorbidity.response import ResponseRow, Responses
from lib.export.plain import Record, plain_value
from lib.stats.common.result import Refusal
from lib.stats.proportions.two_by_two import OddsRatio


def record_comorbidity(kinds: tuple[KindAnswers, ...]) -> Record:
    """Give every answer as plain data, the kind chosen first."""
    return {
        "kinds": [part.kind for part in kinds],
        "prevalence": [_prevalence(part.kind, part.prevalence) for part in kinds],
        "together": [_together(part.together) for part in kinds if part.together is not None],
        "courses": [_courses(part.kind, part.courses) for part in kinds],
        "responses": [_responses(part.kind, result) for part in kinds for result in part.responses],
    }


def _feature(feature: Feature) -> Record:
    return {
        "name": feature.name,
        "label": feature.label,
        "n_with": feature.n_with,
        "n_without": feature.n_without,
        "n_missing": feature.n_missing,
        "within": feature.within,
        "n_outside": feature.n_outside,
    }


def _group(group: Group, n: int) -> Record:
    return {"name": group.name, "label": group.label, "n": n}


def _prevalence(kind: str, result: Prevalence) -> Record:
    number = result.number
    return {
        "kind": kind,
        "n": result.n,
        "by": result.grouping.by,
        "groups": [_group(group, group.n) for group in result.grouping.groups],
        "rows": [
            {
                **_feature(row.feature),
                **plain_value({"overall": row.overall, "cells": row.cells, "test": row.test}),
            }
            for row in result.rows
        ],
        "number": None
        if number is None
        else {
            "label": number.levels.label,
            "n_missing": number.levels.n_missing,
            "rows": [
                {"name": row.level.name, "label": row.level.label}
                | plain_value({"overall": row.overall, "cells": row.cells})
                for row in number.rows
            ],
            "test": plain_value(number.test),
        },
        "family": plain_value(result.family),
        "detectable": plain_value(result.detectable),
    }


def _intersection(part: Intersection) -> Record:
    return {"features": list(part.names), "n": part.n, "patients": list(part.patients)}


def _together(result: Cooccurrence) -> Record:
    return {
        "kind": result.features[0].kind,
        "n": result.n,
        "pairs": plain_value(result.pairs),
        "family": plain_value(result.family),
        "intersections": [_intersection(part) for part in result.intersections],
        "per_patient": plain_value(result.per_patient),
        "n_complete": result.n_complete,
        "n_incomplete": result.n_incomplete,
    }


def _courses(kind: str, result: Courses) -> Record:
    return {
        "kind": kind,
        "measure": result.measure.name,
        "unit": result.measure.unit,
        "visits": [visit.name for visit in result.visits],
        "n": result.n,
        "n_complete": result.n_complete,
        "withheld": bool(result.withheld),
        "rows": [_course(row) for row in result.rows],
        "family": plain_value(result.family),
    }


def _course(row: CourseRow) -> Record:
    return {
        "name": row.name,
        "label": row.label,
        "groups": [_group(group, size) for group, size in zip(row.groups, row.sizes, strict=True)],
        "n": row.n,
        "n_left_out": row.n_left_out,
        **plain_value(
            {
                "points": row.points,
                "apart": row.apart,
                "interaction": row.interaction,
                "main": row.main,
                "time": row.time,
                "detectable_interaction": row.detectable_interaction,
                "detectable_main": row.detectable_main,
            }
        ),
    }


def _responses(kind: str, result: Responses) -> Record:
    return {
        "kind": kind,
        "target": result.target,
        "counted": result.counted,
        "n": result.n,
        "n_evaluable": result.n_evaluable,
        "overall": plain_value(result.overall),
        "rows": [_response(row) for row in result.rows],
        "families": [{"kind": kind} | plain_value(family) for kind, family in result.families.items()],
    }


def _response(row: ResponseRow) -> Record:
    return {
        "kind": row.feature.kind,
        "name": row.feature.name,
        "label": row.feature.label,
        **plain_value(
            {"with": row.with_feature, "without": row.without_feature, "difference": row.difference}
        ),
        "odds_ratio": _odds(row.odds_ratio),
        **plain_value({"p": row.p, "p_holm": row.p_holm, "p_fdr": row.p_fdr}),
        "n": row.n,
        "n_left_out": row.n_left_out,
        "n_not_evaluable": row.n_not_evaluable,
        "detectable": plain_value(row.detectable),
    }


def _odds(ratio: OddsRatio | Refusal) -> Any:
    """JSON has no infinity: the fields that are infinite are null, and named."""
    if isinstance(ratio, Refusal):
        return plain_value(ratio)
    infinite = [name for name in ("estimate", "ci_high", "sample") if math.isinf(getattr(ratio, name))]
    return plain_value(ratio) | {"infinite": infinite}
