"""Every setting of the dashboard as a table: one row a setting, with what it may be and what it is at first."""

from lib.analysis.published.verdicts import VERDICTS
from lib.analysis.settings.kinds import Setting, Settings, Several, constant
from lib.analysis.settings.question import DEFINITION_SETTINGS, FILTER_SETTINGS
from lib.cohort.cohort import Cohort
from lib.present.common.analysis_settings import ANALYSIS_SETTINGS
from lib.present.common.number_style import NUMBER_SETTINGS
from lib.present.common.view_settings import VIEW_SETTINGS
from lib.present.comorbidity.settings import COMORBIDITY_SETTINGS
from lib.present.report.settings import REPORT_SETTINGS

#: The table of settings. The outcome definition, the filters and the analysis come first.
SETTINGS: tuple[Setting, ...] = (
    *DEFINITION_SETTINGS,
    *FILTER_SETTINGS,
    *ANALYSIS_SETTINGS,
    *VIEW_SETTINGS,
    Several(
        "verdict",
        "verdict on the published numbers",
        constant(()),
        constant(tuple((verdict.code, verdict.label) for verdict in VERDICTS)),
    ),
    *COMORBIDITY_SETTINGS,
    *NUMBER_SETTINGS,
    *REPORT_SETTINGS,
)
SETTING_BY_NAME = {setting.name: setting for setting in SETTINGS}


def default_settings(cohort: Cohort) -> Settings:
    """Give every setting its first value."""
    return Settings({setting.name: setting.default(cohort) for setting in SETTINGS})
