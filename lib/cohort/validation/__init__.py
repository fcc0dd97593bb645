"""Raw table and mapping to a validated cohort, or every fault at once."""

from __future__ import annotations

from .build import Validated, build_cohort
from .finding import (
    ERROR,
    WARNING,
    Finding,
    count_findings,
    describe_findings,
    findings_table,
)

__all__ = [
    "ERROR",
    "WARNING",
    "Finding",
    "Validated",
    "build_cohort",
    "count_findings",
    "describe_findings",
    "findings_table",
]
