"""A measure over the visits with a panel a group, all on one scale."""

from dataclasses import replace

import numpy as np

from lib.analysis.common.grouping import Group
from lib.analysis.trajectory.summary import Trajectory
from lib.present.common.charts import Specification
from lib.present.common.panels import panel_title
from lib.present.trajectory.chart import chart_trajectory, value_ends
from lib.present.trajectory.view import TrajectoryView


def chart_facets(
    result: Trajectory, patients: tuple[str, ...], view: TrajectoryView
) -> tuple[Specification, ...]:
    """Draw a panel a group with its name, all on the same scale."""
    ends = value_ends(result, patients, view)
    return tuple(
        {
            **chart_trajectory(one_group(result, group), patients, view, ends),
            "title": panel_title(group.label, f"n = {group.n}", view.theme),
        }
        for group in result.grouping.groups
        if group.n
    )


def one_group(result: Trajectory, chosen: Group) -> Trajectory:
    """Give the same trajectory with the patients of one group alone; the others keep their place, and hold nobody."""
    groups = tuple(
        group if group is chosen else replace(group, mask=np.zeros_like(group.mask))
        for group in result.grouping.groups
    )
    return replace(result, grouping=replace(result.grouping, groups=groups), points=result.of(chosen.name))
