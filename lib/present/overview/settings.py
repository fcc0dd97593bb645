"""The settings of the first page: in what the waterfall is drawn."""

from lib.analysis.overview.waterfall import PERCENT, POINTS
from lib.analysis.settings.kinds import Setting, choice_of

WATERFALL_UNITS = {PERCENT: "Percent", POINTS: "Points"}

OVERVIEW_SETTINGS: tuple[Setting, ...] = (
    choice_of("waterfall", "change in the waterfall", WATERFALL_UNITS, first=PERCENT),
)
