"""All settings as a small file: the same as the link, for people who keep files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

from lib.analysis.settings.kinds import shorten
from lib.present.common.version import VERSION as APP_VERSION

FORMAT, VERSION = "cohort explorer settings", 1
#: Largest file read, in bytes; a settings file has a few hundred.
LARGEST = 100_000
MAX_SETTINGS = 1_000


class SettingsFileError(Exception):
    """A file that holds no settings: what was found and what is expected, in one sentence."""


@dataclass(frozen=True)
class SettingsFile:
    """Settings read from a file.

    Attributes
    ----------
    query : dict of str to list of str
        Settings as an address has them; names that are unknown here included, to be told.
    fingerprint : str
        Of the data they were made on.
    app_version : str
        Version of the dashboard that wrote them.
    """

    query: Mapping[str, Sequence[str]]
    fingerprint: str
    app_version: str


def settings_file(query: Mapping[str, Sequence[str]], fingerprint: str) -> str:
    """Write settings as JSON.

    Parameters
    ----------
    query : mapping of str to sequence of str
        Settings as an address has them, without the parameter that names the data.
    fingerprint : str
        Fingerprint of the cohort; never a row of it.

    Returns
    -------
    str
        Keys `format`, `version`, `app_version`, `settings` (an address's query) and `data_fingerprint`.
    """
    content = {
        "format": FORMAT,
        "version": VERSION,
        "app_version": APP_VERSION,
        "settings": urlencode(query, doseq=True),
        "data_fingerprint": fingerprint,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def read_settings_file(data: bytes) -> SettingsFile:
    """Read a settings file.

    Parameters
    ----------
    data : bytes
        Contents of the file.

    Raises
    ------
    SettingsFileError
        With a sentence, whatever the file is.
    """
    content = _parse(data)
    version = content.get("version")
    if version != VERSION or isinstance(version, bool):
        raise SettingsFileError(
            f"The settings file has version {_shown(version)}; this dashboard reads version {VERSION}."
        )
    texts: dict[str, str] = {}
    for name in ("settings", "data_fingerprint", "app_version"):
        text = content.get(name)
        if not isinstance(text, str):
            raise SettingsFileError(
                f"The settings file is damaged: “{name}” is {_shown(text)}, and a text is expected."
            )
        texts[name] = text
    try:
        query = parse_qs(texts["settings"], keep_blank_values=True, max_num_fields=MAX_SETTINGS)
    except ValueError as error:
        raise SettingsFileError(
            f"The settings file is damaged: more than {MAX_SETTINGS:,} settings were found."
        ) from error
    return SettingsFile(query, texts["data_fingerprint"], texts["app_version"])


def _parse(data: bytes) -> dict[str, Any]:
    expected = "expected is a file saved with “Save settings”"
    if len(data) > LARGEST:
        raise SettingsFileError(
            f"The file is no settings file: it has {len(data):,} bytes, and settings take less than {LARGEST:,}."
        )
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SettingsFileError(f"The file is no settings file: found is no JSON, {expected}.") from error
    if not isinstance(content, dict):
        raise SettingsFileError(f"The file is no settings file: found is {_shown(content)}, {expected}.")
    if content.get("format") != FORMAT:
        found = _shown(content["format"]) if "format" in content else "no format"
        raise SettingsFileError(
            f"The file is no settings file: it names {found} as its format, expected is “{FORMAT}”."
        )
    return content


def _shown(value: object) -> str:
    """Say a value back, shortened."""
    if value is None:
        return "nothing"
    return f"“{shorten(value)}”" if isinstance(value, str) else shorten(json.dumps(value, ensure_ascii=False))
