"""What the headers of a table say, each read beside the others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from lib.cohort.dates import read_dates
from lib.cohort.mapping.columns.profile import ColumnProfile
from lib.cohort.mapping.columns.recognise import Header, read_header
from lib.cohort.mapping.visits.names import VisitName
from lib.cohort.mapping.visits.signs import are_negative, signed

DATE = re.compile(r"(?<![\d.])(?:\d{1,2}([./-])\d{1,2}\1\d{4}|\d{4}([./-])\d{1,2}\2\d{1,2})(?!\d)")
"""A date within a name, with its year in full."""


def read_headers(profiles: Mapping[str, ColumnProfile]) -> dict[str, Header]:
    """Read every header, and the label where the name itself names no measure."""
    headers = {}
    for name, profile in profiles.items():
        header = read_header(name)
        if header.measure is None and profile.label:
            labelled = read_header(profile.label)
            if labelled.measure is not None:
                own = header.visit if header.rest else None
                header = replace(labelled, visit=labelled.visit or own)
        headers[name] = header
    for name, negative in zip(list(headers), are_negative(list(headers)), strict=True):
        headers[name] = replace(headers[name], visit=signed(headers[name].visit, negative))
    return _visits_of_labels(_counted_and_not_versions(_dated(headers)), profiles)


def _dated(headers: dict[str, Header]) -> dict[str, Header]:
    """Read a date in a name (`MADRS 12.01.2023`) as the visit of that day, where several differ by it alone."""
    found = {name: match.group() for name in headers if (match := DATE.search(name)) is not None}
    stems: dict[str, list[str]] = defaultdict(list)
    for name in found:
        stems[DATE.sub(" ", name)].append(name)
    days, certain = read_dates(list(found.values()))
    read = dict(zip(found, days, strict=True))
    if not certain:
        return headers
    dated = dict(headers)
    for stem, names in stems.items():
        plain = read_header(stem)
        if len(names) < 2 or plain.visit is not None or any(np.isnat(read[name]) for name in names):
            continue
        for name in names:
            number = float(read[name].astype("datetime64[D]").astype(int))
            visit = VisitName(
                1, number, "Date", days=1.0, label=found[name], short=found[name], text=found[name]
            )
            dated[name] = replace(plain, text=name, visit=visit)
    return dated


def _visits_of_labels(headers: dict[str, Header], profiles: Mapping[str, ColumnProfile]) -> dict[str, Header]:
    """Take the visits of the labels (`MADRS, week 4`) where the names only number them (`madrs4`)."""
    families: dict[object, list[str]] = defaultdict(list)
    for name, header in headers.items():
        if header.measure is not None and header.visit is not None:
            families[header.measure.name, header.rest].append(name)
    told = dict(headers)
    for names in families.values():
        own = [headers[name].visit for name in names]
        labelled = [read_header(profiles[name].label) if profiles[name].label else None for name in names]
        visits = [
            label.visit
            for label, name in zip(labelled, names, strict=True)
            if label is not None and label.measure == headers[name].measure and label.visit is not None
        ]
        if len(visits) < len(names) or len({visit.key for visit in visits}) < len(names):
            continue
        if any(visit is None or visit.days is not None or visit.rank != 1 for visit in own):
            continue
        told |= {name: replace(headers[name], visit=visit) for name, visit in zip(names, visits, strict=True)}
    return told


def _counted_and_not_versions(headers: dict[str, Header]) -> dict[str, Header]:
    """Read `BDI2` between `BDI1` and `BDI3` as a visit and not as the BDI-II."""
    series: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, header in headers.items():
        words = header.words.split()
        if len(words) > 1 and words[-1].isdigit():
            series[tuple(words[:-1])].append(name)
    reread = dict(headers)
    for names in series.values():
        bare = next((h for h in map(headers.get, names) if _is_counted(h)), None)
        for name in names:
            header = headers[name]
            if bare is not None and header.measure is not None and header.visit is None:
                number = header.words.split()[-1]
                visit = VisitName(1, float(number), label=number, short=number, text=number)
                reread[name] = replace(header, measure=bare.measure, visit=visit, rest=bare.rest)
    return reread


def _is_counted(header: Header | None) -> bool:
    """Tell whether a header is a measure with a bare number as its visit."""
    visit = header.visit if header is not None and header.measure is not None else None
    return visit is not None and visit.rank == 1 and not visit.unit
