"""One patient as printed tables: values beside the group's, place among the others, weight in the results."""

from lib.analysis.common.grouping import EVERYONE
from lib.analysis.patient.profile import PatientCourse, PatientProfile
from lib.cohort.codebook import unit_words
from lib.present.common.formats import format_interval, format_number, format_p, format_whole, plural
from lib.present.common.table import Heading, Line, PrintTable
from lib.present.patient.words import words_group

#: Effects of the analysis of variance in a clinician's words.
EFFECTS = {"time": "Change over the visits", "time × group": "Different change between the outcome groups"}


def table_values(profile: PatientProfile) -> PrintTable:
    """Set the patient's values at each visit above the figures of the group."""
    lines: list[Line] = []
    for course in profile.courses:
        lines += _course_lines(profile, course)
    return PrintTable(
        f"{profile.patient} beside {words_group(profile)}",
        (Heading("", text=True), *(Heading(visit.short) for visit in profile.visits)),
        tuple(lines),
        ("Mean, SD, confidence interval and range are of the patients measured at the visit.",),
    )


def _course_lines(profile: PatientProfile, course: PatientCourse) -> list[Line]:
    decimals, group = course.measure.decimals, course.group
    return [
        Line((f"{course.measure.label} ({unit_words(course.measure)})",), "section"),
        Line((profile.patient, *(format_number(value, decimals) for value in course.values))),
        Line(
            (
                "Mean ± SD",
                *(
                    f"{format_number(f.mean, decimals + 1)} ± {format_number(f.sd, decimals + 1)}"
                    if f.n
                    else "–"
                    for f in group
                ),
            ),
            indent=True,
        ),
        Line(
            ("95 % CI of the mean", *(format_interval(f.ci_low, f.ci_high, decimals + 1) for f in group)),
            indent=True,
        ),
        Line(("Range", *(format_interval(f.minimum, f.maximum, decimals) for f in group)), indent=True),
        Line(("n", *(format_whole(f.n) for f in group)), indent=True),
    ]


def table_places(profile: PatientProfile) -> PrintTable | None:
    """Set rank and percentile rank of each number among the patients selected; None where there is none."""
    if not profile.places:
        return None
    lines: list[Line] = []
    section = ""
    for row in profile.places:
        if row.when and row.label != section:
            lines.append(Line((f"{row.label} ({row.unit or 'points'})",), "section"))
            section = row.label
        rank = format_number(row.place.rank, 0 if row.place.rank == int(row.place.rank) else 1)
        name = (
            row.when[:1].upper() + row.when[1:]
            if row.when
            else f"{row.label} ({row.unit})".replace(" ()", "")
        )
        figures = (format_number(row.value, row.decimals), rank, format_whole(row.place.n))
        percentile = format_number(row.place.percentile, 0)
        lines.append(Line((name, *figures, percentile), indent=bool(row.when)))
    return PrintTable(
        f"Place of {profile.patient} among the patients selected",
        (
            Heading("", text=True),
            Heading("Value"),
            Heading("Rank", "from the lowest"),
            Heading("n", "with a value"),
            Heading("Percentile rank"),
        ),
        tuple(lines),
        (
            "Equal values share the mean of their ranks. Percentile rank: per cent of the patients below, and half of "
            "those equal, the patient included.",
        ),
    )


def table_weights(profile: PatientProfile) -> PrintTable | None:
    """Set each F with every patient and without this one; None where there is none."""
    if not profile.weights:
        return None
    lines: list[Line] = []
    for row in profile.weights:
        effect = EFFECTS[row.effect]
        lines.append(
            Line(
                (
                    f"{row.measure}: {effect[:1].lower() + effect[1:]}",
                    format_number(row.full_f, 3),
                    format_number(row.f, 3),
                    format_p(row.full_p),
                    format_p(row.p),
                    f"{format_whole(row.position)} of {format_whole(row.n)}",
                )
            )
        )
    tested = {row.between for row in profile.weights} - {EVERYONE}
    return PrintTable(
        f"Results without {profile.patient}",
        (
            Heading("", text=True),
            Heading("F", "every patient"),
            Heading("F", "without"),
            Heading("p", "every patient"),
            Heading("p", "without"),
            Heading("Place", "1 moves F most"),
        ),
        tuple(lines),
        (
            f"Analysis of variance of the patients measured at every visit (at most "
            f"{plural(max(row.n for row in profile.weights), 'patient')}), Type III, p without sphericity correction.",
            *(("Groups are the outcome groups.",) if tested else ()),
        ),
    )


def table_characteristics(profile: PatientProfile) -> PrintTable:
    """List what is known of the patient, under the headings of Table 1."""
    lines: list[Line] = []
    section = ""
    for column, words in profile.characteristics:
        if column.section != section:
            section = column.section
            if section:
                lines.append(Line((section,), "section"))
        unit = f" ({column.unit})" if column.unit else ""
        lines.append(Line((f"{column.label}{unit}", words or "missing"), indent=bool(section)))
    return PrintTable(
        f"Characteristics of {profile.patient}",
        (Heading("", text=True), Heading("Value", text=True)),
        tuple(lines),
    )
