"""One patient in sentences: the outcome and why, the caption of the courses, what cannot be shown."""

from lib.analysis.patient.profile import OutcomeAccount, PatientProfile
from lib.cohort.codebook import Column, in_sentence
from lib.cohort.outcome import OutcomeDefinition
from lib.present.common.formats import format_number, format_percent, plural
from lib.present.patient.chart import BAND_BY_CODE, drawn_courses

#: Most decimals of a percentage that is told apart from the threshold.
MAX_DECIMALS = 4
NOT_SELECTED = (
    "{patient} is not among the patients selected: the filters leave this patient out. The courses are shown; a place "
    "among the selected and a weight in their results there are none."
)
COMORBIDITY_ROLES = ("comorbidity", "psychiatric_comorbidity")
MEDICINE_ROLES = ("medicine", "medicine_class")


def sentence_outcome(profile: PatientProfile, definition: OutcomeDefinition) -> str:
    """Say which outcome the patient has, with the numbers it follows from."""
    account = profile.outcome
    if account is None:
        return f"{profile.patient} has no outcome: the cohort has no depression scale."
    kind = " and ".join(in_sentence(label) for label in account.labels)
    if account.reason:
        return f"{profile.patient} is {kind}: {account.reason}."
    article = "a " if len(account.labels) == 1 else "both "
    decimals = account.scale.decimals
    before, after = (format_number(value, decimals) for value in (account.before, account.after))
    carried = ", carried forward" if account.carried else ""
    return (
        f"{profile.patient} is {article}{kind}: {account.scale.label} {_movement(account, definition)} from {before} "
        f"at {in_sentence(account.first.short)} to {after} at {in_sentence(account.endpoint.short)}{carried}. "
        f"Response from {before} is {account.scale.label} of at most {_threshold(account)} "
        f"(≥ {definition.response_percent} % lower), remission of at most {definition.remission_cutoff}."
    )


def _threshold(account: OutcomeAccount) -> str:
    """Write the highest rating that is a response with the decimals it has."""
    decimals = next(
        d
        for d in range(12)
        if d == 11 or abs(round(account.highest_response, d) - account.highest_response) < 1e-9
    )
    return format_number(account.highest_response, decimals)


def _movement(account: OutcomeAccount, definition: OutcomeDefinition) -> str:
    change = round(account.before - account.after, 10)
    if not change:
        return "did not change,"
    verb = "fell by" if change > 0 else "rose by"
    return f"{verb} {format_number(abs(change), account.scale.decimals)} ({_percent(account, definition)} %)"


def _percent(account: OutcomeAccount, definition: OutcomeDefinition) -> str:
    """Write the change in per cent with as many decimals as keep it on its side of the threshold."""
    proportion = (account.before - account.after) / account.before
    asked = definition.response_percent
    side = account.after <= account.highest_response + 1e-9
    decimals = next(
        (d for d in range(MAX_DECIMALS) if (round(100 * proportion, d) >= asked) == side), MAX_DECIMALS
    )
    return format_percent(abs(proportion), decimals)


def words_group(profile: PatientProfile) -> str:
    """Name the patients whose figures stand beside the patient's."""
    n = profile.group.n
    if profile.group.name == "all":
        return f"all {plural(n, 'patient')} selected"
    kind = in_sentence(profile.group.label)
    return f"the {plural(n, 'patient')} selected who {f'is a {kind}' if n == 1 else f'are {kind}s'}"


def caption_courses(profile: PatientProfile, band: str) -> str:
    """Say what the picture shows."""
    inside = ", the patient included" if profile.selected else ""
    alone = " A band needs at least two patients." if profile.group.n < 2 and band != "range" else ""
    return (
        f"Solid: {profile.patient}. Dashed: mean of {words_group(profile)}{inside}; shaded: their "
        f"{BAND_BY_CODE[band].caption} at each visit, patients measured there.{alone}"
    )


def alt_courses(profile: PatientProfile, band: str) -> str:
    """Put the courses into words."""
    lines = []
    for course in drawn_courses(profile):
        values = ", ".join(
            f"{visit.label} {format_number(value, course.measure.decimals)}"
            for visit, value in zip(profile.visits, course.values, strict=True)
        )
        lines.append(f"{course.measure.label}: {values}")
    return f"Line charts. {'. '.join(lines)}. {caption_courses(profile, band)}"


def sentence_missing(profile: PatientProfile) -> str:
    """Name the visits at which the patient was not measured."""
    gaps = []
    for course in profile.courses:
        at = [v.short for v, value in zip(profile.visits, course.values, strict=True) if value != value]
        if at:
            gaps.append(f"{course.measure.label} at {', '.join(in_sentence(name) for name in at)}")
    return f"Missing: {'; '.join(gaps)}." if gaps else "Every measure was recorded at every visit."


def sentence_conditions(profile: PatientProfile) -> str:
    """Say which comorbidities and medicines the patient has, and of which nothing is known."""
    parts = []
    for noun, roles in (("Comorbidities", COMORBIDITY_ROLES), ("Medicines", MEDICINE_ROLES)):
        columns = [
            (c, words) for c, words in profile.characteristics if c.role in roles and c.kind == "yes_no"
        ]
        if columns:
            parts.append(f"{noun}: {_listed(columns)}.")
    return " ".join(parts)


def _listed(columns: list[tuple[Column, str]]) -> str:
    there = [in_sentence(column.label) for column, words in columns if words == "Yes"]
    unknown = [in_sentence(column.label) for column, words in columns if not words]
    said = ", ".join(there) if there else "none recorded"
    return said + (f" (unknown: {', '.join(unknown)})" if unknown else "")


def sentence_unmeasured(profile: PatientProfile) -> str:
    """Say that there is no course to draw."""
    return f"{profile.patient} was measured at no visit."
