"""Courses over the visits, and patients against the reference range, as plain records."""

from lib.analysis.common.grouping import Group, Grouping
from lib.analysis.trajectory.reference import AgainstRange, RangeCount
from lib.analysis.trajectory.summary import Trajectory
from lib.cohort.reference_ranges import ReferenceRange
from lib.export.plain import Record, plain_value


def record_group(group: Group, n: int) -> Record:
    """Give a group with its patients."""
    return {"name": group.name, "label": group.label, "n": n}


def record_groups(grouping: Grouping) -> list[Record]:
    """Give every group of a grouping."""
    return [record_group(group, group.n) for group in grouping.groups]


def record_trajectory(result: Trajectory) -> Record:
    """Give a course: points by group and visit, and the changes from the first visit to the last."""
    return {
        "measure": result.measure.name,
        "unit": result.measure.unit,
        "n": result.n,
        "n_complete": result.n_complete,
        "by": result.grouping.by,
        "groups": record_groups(result.grouping),
        "points": plain_value(result.points),
        "changes": [
            plain_value(
                {
                    "group": row.group,
                    "from": row.first.name,
                    "to": row.last.name,
                    "n": row.n,
                    "difference": row.difference,
                    "ci_low": row.ci_low,
                    "ci_high": row.ci_high,
                    "t": row.t,
                    "df": row.df,
                    "p": row.p,
                }
            )
            for row in result.changes
        ],
        "withheld": bool(result.withheld),
    }


def record_against_range(result: AgainstRange) -> Record:
    """Give the range in force and the patients outside of it at each visit."""
    return {
        "measure": result.measure.name,
        "by": result.by,
        "range": _range(result.limits),
        "counts": [_range_count(row) for row in result.counts],
        "stricter": None if result.stricter is None else _range(result.stricter),
        "stricter_counts": [_range_count(row) for row in result.stricter_counts],
    }


def _range(limits: ReferenceRange) -> Record:
    return {name: getattr(limits, name) for name in ("code", "label", "low", "high", "unit", "source")}


def _range_count(row: RangeCount) -> Record:
    sides = (("below", row.below), ("within", row.within), ("above", row.above))
    return {
        "group": row.group,
        "visit": row.visit.name,
        "n": row.n,
        "mean": plain_value(row.mean),
        **{side: {"n": n, "percent": 100 * n / row.n if row.n else None} for side, n in sides},
    }
