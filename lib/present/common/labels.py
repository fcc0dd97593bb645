"""Labels that a chart has no room for: shortened so that no two of them read the same."""

from collections import Counter
from collections.abc import Collection, Sequence

#: Signs of a label that stand in the room beside the rows of a chart.
ROOM = 25
_CUT = "…"


def shorten_labels(labels: Sequence[str], longest: int = ROOM) -> tuple[str, ...]:
    """Shorten the labels that would read the same once a chart cuts them off.

    Parameters
    ----------
    labels : sequence of str
        Of one axis. Labels that are the same stay so.
    longest : int
        Signs there is room for, 3 at least.

    Returns
    -------
    tuple of str
        One a label. Labels that differ within the room are left to the chart. Of those that do not, what they
        share is cut out: `Psychiatric comorbidity in MDD` becomes `Psychiatric com… in MDD`. Where the room is
        too small to tell them apart, they are numbered.
    """
    different = tuple(dict.fromkeys(labels))
    starts = Counter(label[: longest - 1] for label in different)
    alike = [label for label in different if starts[label[: longest - 1]] > 1 and len(label) > longest]
    others = {label[: longest - 1] for label in different} - {label[: longest - 1] for label in alike}
    shown = dict(zip(alike, _told_apart(alike, longest, others), strict=True))
    return tuple(shown.get(label, label) for label in labels)


def _told_apart(labels: Sequence[str], longest: int, others: Collection[str]) -> list[str]:
    """Cut labels in the middle, keeping as much of their ends as tells them apart; else number them."""
    for tail in (longest // 3, longest // 2, longest - 2):
        cut = [f"{label[: longest - tail - 1].rstrip()}{_CUT}{label[-tail:]}" for label in labels]
        if len({*cut, *others}) == len(cut) + len(others):
            return cut
    kept = longest - len(str(len(labels))) - 2
    return [f"{label[:kept].rstrip()}{_CUT} {place}" for place, label in enumerate(labels, 1)]
