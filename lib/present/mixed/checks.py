"""Residuals and influence of the mixed model as a table and a sentence."""

from lib.analysis.mixed.checks import MixedChecks
from lib.present.common.formats import format_number, plural
from lib.present.common.table import Heading, Line, PrintTable

#: Residuals further from 0 are counted.
FAR = 3.0


def sentence_checks(found: MixedChecks) -> str:
    """Name the patient who moves the fixed effects most, and count the residuals far from 0."""
    known = [row for row in found.rows if row.cook == row.cook]
    far = sum(abs(row.residual) > FAR for row in found.rows)
    counted = f"{plural(far, 'patient')} of {len(found.rows)} with a standardised residual beyond ±{FAR:.0f}."
    if not known:
        return counted
    top = max(known, key=lambda row: row.cook)
    return (
        f"Without {top.patient} the fixed effects move most (Cook’s distance {format_number(top.cook, 3)}). {counted} "
        "Nobody is left out for it."
    )


def table_checks(found: MixedChecks) -> PrintTable:
    """Set every patient's Cook’s distance, and the residual furthest from 0."""
    headings = (
        Heading("Patient"),
        Heading("Cook’s distance"),
        Heading("Standardised residual", "furthest from 0"),
        Heading("at visit", text=True),
    )
    lines = tuple(
        Line((row.patient, format_number(row.cook, 3), format_number(row.residual, 2), row.visit))
        for row in found.rows
    )
    note = (
        f"Cook’s distance: squared change of all fixed effects in units of their covariance, over their number; "
        f"{found.left_out}. Residual: value minus fitted mean, over the standard deviation of its visit in the model."
    )
    return PrintTable("Mixed model: influence and residuals of single patients", headings, lines, (note,))
