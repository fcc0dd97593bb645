"""Every setting of the dashboard as one table, put together from the topics; pages and command line read it."""

from lib.analysis.settings.kinds import Setting, Settings
from lib.analysis.settings.pinned import PINNED_SETTINGS
from lib.analysis.settings.question import DEFINITION_SETTINGS, FILTER_SETTINGS
from lib.cohort.cohort import Cohort
from lib.present.anova.settings import ANOVA_SETTINGS
from lib.present.association.settings import ASSOCIATION_SETTINGS
from lib.present.common.measure import MEASURE_SETTINGS
from lib.present.common.number_style import NUMBER_SETTINGS
from lib.present.comorbidity.settings import COMORBIDITY_SETTINGS, COMORBIDITY_VIEW_SETTINGS
from lib.present.mixed.settings import MIXED_SETTINGS
from lib.present.overview.settings import OVERVIEW_SETTINGS
from lib.present.patient.settings import PATIENT_VIEW_SETTINGS
from lib.present.published.settings import PUBLISHED_SETTINGS
from lib.present.report.settings import REPORT_SETTINGS
from lib.present.robustness.settings import ROBUSTNESS_SETTINGS, ROBUSTNESS_VIEW_SETTINGS
from lib.present.table1.settings import TABLE1_SETTINGS
from lib.present.trajectory.settings import TRAJECTORY_SETTINGS

#: What a document can be asked beside outcome definition, filters and sections: options of the command line.
CALL_SETTINGS: tuple[Setting, ...] = (
    *TABLE1_SETTINGS,
    *MEASURE_SETTINGS,
    *OVERVIEW_SETTINGS,
    *ANOVA_SETTINGS,
    *MIXED_SETTINGS,
    *TRAJECTORY_SETTINGS,
    *ASSOCIATION_SETTINGS,
    *COMORBIDITY_SETTINGS,
    *ROBUSTNESS_SETTINGS,
    *PINNED_SETTINGS,
    *NUMBER_SETTINGS,
)
#: The table: outcome definition and filters, what a document depends on, then what only a page shows.
SETTINGS: tuple[Setting, ...] = (
    *DEFINITION_SETTINGS,
    *FILTER_SETTINGS,
    *CALL_SETTINGS,
    *COMORBIDITY_VIEW_SETTINGS,
    *ROBUSTNESS_VIEW_SETTINGS,
    *PATIENT_VIEW_SETTINGS,
    *PUBLISHED_SETTINGS,
    *REPORT_SETTINGS,
)
SETTING_BY_NAME = {setting.name: setting for setting in SETTINGS}


def default_settings(cohort: Cohort) -> Settings:
    """Give every setting its first value."""
    return Settings({setting.name: setting.default(cohort) for setting in SETTINGS})
