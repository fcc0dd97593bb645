"""The patient in the address: an unknown one is said, and an identifier of the reader's own stays out of it."""

from dataclasses import replace

from lib.analysis.settings.patient import NOBODY, PATIENT_SETTINGS, patient_code, patient_row
from lib.cohort.cohort import read_bundled_cohort
from lib.share.snapshot import with_codes

COHORT = read_bundled_cohort()
OWN = replace(COHORT, synthetic=False, patients=("Anna K.", *COHORT.patients[1:]))
SETTING = PATIENT_SETTINGS[0]


def test_study_codes_stand_in_the_address():
    assert SETTING.read(["P07"], COHORT) == ("P07", "")
    assert patient_row(COHORT, "P07") == 6
    coded = with_codes(OWN)
    assert SETTING.read(["P007"], coded) == ("P007", "")


def test_identifiers_of_ones_own_do_not():
    assert patient_code(OWN, "Anna K.") == "@1"
    assert SETTING.read(["Anna K."], OWN) == ("@1", "")
    assert SETTING.read(["@49"], OWN) == ("@49", "")
    assert patient_row(OWN, "@49") == 48
    assert SETTING.say("@1", OWN) == "Anna K."


def test_an_unknown_patient_is_said():
    value, fault = SETTING.read(["P99"], COHORT)
    assert value is None
    assert fault == "“P99”, which is not one of P01, P02, P03, P04, P05 and 44 more"
    assert patient_row(COHORT, NOBODY) is None
