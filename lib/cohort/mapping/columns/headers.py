"""What the headers of a table say, each read beside the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from lib.cohort.mapping.columns.profile import ColumnProfile
from lib.cohort.mapping.columns.recognise import Header, read_header
from lib.cohort.mapping.visits.names import VisitName


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
    return _counted_and_not_versions(headers)


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
