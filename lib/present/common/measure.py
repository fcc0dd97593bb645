"""The setting that several topics share: the measure that trajectories, ANOVA and comorbidity use."""

from lib.analysis.settings.kinds import Choice, Setting
from lib.analysis.settings.options import first_measure, list_measure_options

MEASURE_SETTINGS: tuple[Setting, ...] = (Choice("measure", "measure", first_measure, list_measure_options),)
