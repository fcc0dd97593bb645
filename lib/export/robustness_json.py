"""A specification curve as plain data."""

from lib.analysis.robustness.curve import Curve, Specification
from lib.analysis.robustness.grid import Axis
from lib.analysis.robustness.left_out import Headline
from lib.export.plain import Record, plain_value
from lib.stats.common.result import Refusal


def record_curve(curve: Curve | Refusal | None) -> Record | None:
    """Give a specification curve: its axes, and every specification with its answer."""
    if not isinstance(curve, Curve):
        return plain_value(curve)  # type: ignore[no-any-return]
    return {
        "result": curve.kind.code,
        "interval": curve.kind.interval,
        "asked": plain_value(curve.asked),
        "axes": [{"axis": axis.key, "label": axis.label, "values": _values(axis)} for axis in curve.axes],
        "answered": len(curve.answered),
        "tested": curve.n_tested,
        "significant": curve.n_significant,
        "different": curve.n_cases,
        "median": plain_value(curve.median) if curve.answered else None,
        "lowest": plain_value(float(curve.estimates[0])) if curve.answered else None,
        "highest": plain_value(float(curve.estimates[-1])) if curve.answered else None,
        "refusals": [{"reason": reason, "n": n} for reason, n in curve.refusals.items()],
        "specifications": [_specification(curve, one) for one in curve.specifications],
    }


def _values(axis: Axis) -> list[Record]:
    return [{"value": code, "words": words} for code, words in axis.values]


def _specification(curve: Curve, one: Specification) -> Record:
    estimate = one.estimate
    return {
        "choice": {axis.key: value for axis, value in zip(curve.axes, one.values, strict=True)},
        "present": one.present,
        "estimate": plain_value(estimate.value),
        "ci_low": plain_value(estimate.ci_low),
        "ci_high": plain_value(estimate.ci_high),
        "p": plain_value(estimate.p),
        "n": estimate.n,
        "groups": [{"group": label, "n": n} for label, n in estimate.groups],
        "refusal": estimate.refusal,
    }


def record_left_out(found: tuple[Headline, ...] | Refusal | None) -> list[Record] | Record | None:
    """Give every headline result with everybody, without each patient, and how many pairs move p across .05."""
    if not isinstance(found, tuple):
        return plain_value(found)  # type: ignore[no-any-return]
    return [
        {
            "result": one.code,
            "label": one.label,
            "n": one.full.n,
            "estimate": plain_value(one.full.value),
            "p": plain_value(one.full.p),
            "crossing": list(one.flips),
            "pairs": len(one.p_pairs),
            "pairs_crossing": one.n_pairs_flip,
            "most_influential": one.most_influential,
            "without": [
                {"patient": patient, "estimate": plain_value(rest.value), "p": plain_value(rest.p)}
                for patient, rest in zip(one.patients, one.without, strict=True)
            ],
        }
        for one in found
    ]
