"""The mixed model as plain data: what was fitted, and its estimates, tests, means and contrasts."""

from lib.analysis.mixed.fit import CovarianceFit, MixedAnswer
from lib.analysis.mixed.missingness import Missingness
from lib.analysis.mixed.sides import MethodsCompared
from lib.export.plain import Record, plain_value
from lib.stats.common.result import Refusal
from lib.stats.mixed.covariance import COVARIANCES
from lib.stats.mixed.feasibility import CannotFit


def record_mixed(answer: MixedAnswer) -> Record:
    """Give the mixed model; where p values would mislead, means alone."""
    modelled, model = answer.modelled, answer.model
    cases = modelled.cases
    record: Record = {
        "measure": cases.measure.name,
        "unit": cases.measure.unit,
        "response": "change from the first visit" if modelled.baseline == "covariate" else "value",
        "visits": [visit.name for visit in cases.visits],
        "between": cases.grouping.by if cases.grouping else None,
        "groups": [group.name for group in cases.levels],
        "n": cases.n,
        "n_complete": cases.n_complete,
        "n_selected": cases.n_selected,
        "left_out": plain_value((*cases.left_out, *answer.without)),
        "notes": list(cases.notes),
        "covariance": answer.covariance,
        "covariance_in_words": COVARIANCES[answer.covariance].label,
        "effects": [" × ".join(term) for term in modelled.effects.terms],
        "withheld": bool(answer.withheld),
    }
    if isinstance(model, CannotFit):
        return record | {"refusal": model.reason, "next_simpler": model.simpler}
    return record | {
        "method": dict(model.settings)["degrees of freedom"],
        "information": dict(model.settings)["covariance parameters"],
        "estimation": dict(model.settings)["estimation"],
        "n_entered": model.n,
        "n_values": model.observations,
        "minus_2_log_likelihood": plain_value(model.minus_2_log_likelihood),
        "criteria": plain_value(model.criteria),
        "covariance_matrix": plain_value(model.sigma),
        "estimates": [] if answer.withheld else plain_value(model.estimates),
        "tests": [{"effect": row.name, **plain_value(row.test)} for row in answer.tests],
        "least_squares_means": [_mean(row.levels, row.estimate) for row in answer.means.rows]
        if answer.means
        else [],
        "contrasts": [
            {
                "family": dict(family.settings)["differences"],
                "adjustment": dict(family.settings)["adjustment"],
                **{name: getattr(row, name) or None for name in ("visit", "from_visit", "level", "against")},
                **_figures(row.estimate),
                "p_adjusted": plain_value(row.p_adjusted),
            }
            for family in answer.differences
            for row in family.rows
        ],
        "multivariate": plain_value(answer.agreement),
    }


def _mean(levels: tuple[str, ...], estimate: object) -> Record:
    figures = _figures(estimate)
    return {
        "visit": levels[0],
        "level": levels[1] if len(levels) > 1 else None,
        **{name: figures[name] for name in ("estimate", "se", "df", "ci_low", "ci_high")},
    }


def _figures(estimate: object) -> Record:
    figures: Record = plain_value(estimate)
    return {name: value for name, value in figures.items() if name != "name"}


def record_covariances(fits: tuple[CovarianceFit, ...]) -> list[Record]:
    """Give every covariance with its criteria, or why it cannot be fitted."""
    return [
        {
            "covariance": fit.covariance,
            "parameters": fit.parameters,
            "minus_2_log_likelihood": plain_value(fit.minus_2_log_likelihood),
            "criteria": plain_value(fit.criteria),
            "refusal": fit.refusal or None,
        }
        for fit in fits
    ]


def record_sides(found: MethodsCompared | Refusal) -> Record:
    """Give each contrast by every method."""
    if isinstance(found, Refusal):
        refused: Record = plain_value(found)
        return refused
    return {
        "measure": found.cases.measure.name,
        "from": found.cases.visits[0].name,
        "to": found.cases.visits[-1].name,
        "contrasts": [
            {
                "first": contrast.first or None,
                "second": contrast.second or None,
                "methods": [
                    {
                        "code": row.code,
                        "method": row.method,
                        "n": row.n,
                        **(
                            {"refusal": row.estimate.reason}
                            if isinstance(row.estimate, Refusal)
                            else _figures(row.estimate)
                        ),
                    }
                    for row in contrast.rows
                ],
            }
            for contrast in found.contrasts
        ],
    }


def record_missingness(found: Missingness | None) -> Record | None:
    """Give which values are missing: patterns, dropout by visit, and the first visit by completion."""
    if found is None:
        return None
    return {
        "measure": found.measure.name,
        "visits": [visit.name for visit in found.visits],
        "between": found.grouping.by if found.grouping else None,
        "groups": list(found.groups),
        "n": found.n,
        "n_complete": found.n_complete,
        "patterns": plain_value(found.patterns),
        "dropout": plain_value(found.dropout),
        "baseline": plain_value(found.baseline),
    }
