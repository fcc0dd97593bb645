"""The settings of the Patient page: who is looked at, and what stands around the patient's course."""

from lib.analysis.settings.kinds import Setting, choice_of
from lib.analysis.settings.patient import PATIENT_SETTINGS
from lib.present.patient.chart import BANDS

#: What only a page shows: no document is about one patient.
PATIENT_VIEW_SETTINGS: tuple[Setting, ...] = (
    *PATIENT_SETTINGS,
    choice_of("band", "band around the patient", {band.code: band.label for band in BANDS}, first="sd"),
)
