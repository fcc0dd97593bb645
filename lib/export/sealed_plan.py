"""A sealed plan: settings, data and time frozen with a hash before results are looked at, as a file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

from lib.analysis.registry import ANALYSES
from lib.analysis.settings.question import DEFINITION_NAMES, FILTER_NAMES
from lib.cohort.cohort import Cohort
from lib.present.common.version import VERSION as APP_VERSION
from lib.present.settings import SETTING_BY_NAME

FORMAT, VERSION = "cohort explorer plan", 1
#: Largest file read, in bytes.
LARGEST = 100_000
#: Settings that a plan binds: definition, filters, and whatever an analysis depends on.
BOUND = tuple(
    dict.fromkeys((*DEFINITION_NAMES, *FILTER_NAMES, *(name for row in ANALYSES for name in row.settings)))
)
_TEXTS = ("sealed_at", "data_fingerprint", "settings", "app_version", "sha256")
Query = Mapping[str, Sequence[str]]


class PlanError(Exception):
    """A file that is no plan, or not as it was sealed: one sentence."""


@dataclass(frozen=True)
class SealedPlan:
    """A plan: when it was sealed (UTC), on which data, with which settings (as an address has them), and its hash."""

    sealed_at: str
    fingerprint: str
    query: Query
    app_version: str
    sha256: str


def seal_plan(query: Query, fingerprint: str, sealed_at: str) -> str:
    """Write a plan as JSON, its last key the SHA-256 of the others.

    Parameters
    ----------
    query : mapping of str to sequence of str
        Settings as an address has them; a filter of single patients is in it by their names here.
    fingerprint : str
        Of the data; never a row of them.
    sealed_at : str
        Date and time, UTC, ISO 8601.
    """
    content = {
        "format": FORMAT,
        "version": VERSION,
        "app_version": APP_VERSION,
        "sealed_at": sealed_at,
        "data_fingerprint": fingerprint,
        "settings": urlencode(query, doseq=True),
    }
    return json.dumps({**content, "sha256": _hash(content)}, ensure_ascii=False, indent=1) + "\n"


def _hash(content: Mapping[str, Any]) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def read_plan(data: bytes) -> SealedPlan:
    """Read a plan and verify its seal.

    Raises
    ------
    PlanError
        With a sentence, where the file is no plan, or anything in it was changed since it was sealed.
    """
    content = _parse(data)
    if content.get("version") != VERSION or any(not isinstance(content.get(name), str) for name in _TEXTS):
        raise PlanError(
            "The file is no plan of this version: a sealed plan as it was downloaded is expected."
        )
    sealed = content.pop("sha256")
    if _hash(content) != sealed:
        raise PlanError(
            "The seal is broken: what the file holds is not what was sealed, for its SHA-256 is another. Use the "
            "file as it was downloaded."
        )
    query = parse_qs(content["settings"], keep_blank_values=True)
    return SealedPlan(
        content["sealed_at"], content["data_fingerprint"], query, content["app_version"], sealed
    )


def _parse(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST:
        raise PlanError(
            f"The file is no plan: it has {len(data):,} bytes, and a plan takes less than {LARGEST:,}."
        )
    try:
        content = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise PlanError("The file is no plan: found is no JSON, expected is a sealed plan.") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise PlanError(f"The file is no plan: “{FORMAT}” is expected as its format.")
    return content


def find_departures(plan: SealedPlan, query: Query, cohort: Cohort) -> tuple[str, ...]:
    """List what departs from a plan: other data, and each setting that binds and differs, in words.

    Parameters
    ----------
    plan : SealedPlan
        As it was sealed.
    query : mapping of str to sequence of str
        Settings in force, as an address has them.
    cohort : Cohort
        Looked at now.
    """
    found = [] if plan.fingerprint == cohort.fingerprint else ["other data than planned"]
    for name in BOUND:
        planned, now = list(plan.query.get(name, ())), list(query.get(name, ()))
        if planned != now:
            setting = SETTING_BY_NAME[name]
            words = [_say(setting.name, texts, cohort) for texts in (planned, now)]
            found.append(f"{setting.words}: planned {words[0]}, now {words[1]}")
    return tuple(found)


def _say(name: str, texts: Sequence[str], cohort: Cohort) -> str:
    setting = SETTING_BY_NAME[name]
    value = setting.read(texts, cohort)[0] if texts else setting.default(cohort)
    if value is None:
        return "what these data do not have"
    return setting.say(value, cohort) or "none"
