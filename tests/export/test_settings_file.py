"""All settings in a file and back; files that are none are told apart, in a sentence."""

from __future__ import annotations

import json

import pytest

from lib.export.settings_file import SettingsFileError, read_settings_file, settings_file
from lib.ui.state.address import SETTINGS_FILE, decode_settings, encode_settings
from tests.export.requests_made import ask

CHANGED = {
    "response": 30, "groups": "overlapping", "diagnosis": ("BP",), "any": ("hypertension", "diabetes"), "age": (30, 55),
    "keep_missing": True, "between": "outcome", "adjust": "holm", "lines": True, "unit": "mg",
}  # fmt: skip


def test_what_is_saved_is_what_is_opened():
    request = ask("bundled", **CHANGED)
    cohort = request.question.cohort
    found = read_settings_file(
        settings_file(encode_settings(request.settings, cohort), cohort.fingerprint).encode()
    )
    assert found.fingerprint == cohort.fingerprint
    assert decode_settings(found.query, cohort, *SETTINGS_FILE) == (request.settings, ())


def test_names_of_any_signs_survive():
    query = {"diagnosis": ["a&b=c", "ł ;\n%"], "sex": [""]}
    assert read_settings_file(settings_file(query, "f").encode()).query == query


def test_an_unknown_setting_is_told_and_the_rest_applied():
    request = ask("bundled")
    text = settings_file({"nonsense": ["1"], "response": ["400"], "sex": ["female"]}, "0")
    settings, notices = decode_settings(
        read_settings_file(text.encode()).query, request.question.cohort, *SETTINGS_FILE
    )
    assert settings.sex == ("female",)
    assert len(notices) == 2
    assert "The settings file asks for “nonsense”, which is no setting here." in notices[0]
    assert "“400”; it is a whole number from 1 to 100" in notices[1]


def made(**changed: object) -> bytes:
    content = json.loads(settings_file({}, "f" * 64))
    return json.dumps({**content, **changed}).encode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "found is no JSON, expected is a file saved with “Save settings”"),
        (b"\xff\xfe\x00", "found is no JSON"),
        (b"[" * 20_000, "found is no JSON"),
        (b"[1, 2]", "found is [1, 2]"),
        (b'{"a": 1}', "it names no format as its format"),
        (b'{"format": "cohort mapping", "version": 1}', "it names “cohort mapping” as its format"),
        (made(version=2), "has version 2; this dashboard reads version 1"),
        (made(version=True), "has version true"),
        (made(version=None), "has version nothing"),
        (made(settings=["a"]), "“settings” is [\"a\"], and a text is expected"),
        (made(data_fingerprint=None), "“data_fingerprint” is nothing, and a text is expected"),
        (made(settings="&".join(f"a{i}=1" for i in range(1_001))), "more than 1,000 settings"),
        (b"x" * 100_001, "it has 100,001 bytes"),
    ],
)  # fmt: skip
def test_a_bad_file_is_a_clear_sentence(data, words):
    with pytest.raises(SettingsFileError) as caught:
        read_settings_file(data)
    assert words in str(caught.value)
    assert str(caught.value).endswith(".")


def test_the_file_holds_no_row():
    request = ask("upload", diagnosis=("f32",))
    text = settings_file(
        encode_settings(request.settings, request.question.cohort), request.question.cohort.fingerprint
    )
    assert set(json.loads(text)) == {"format", "version", "app_version", "settings", "data_fingerprint"}
    assert request.question.cohort.name not in text
