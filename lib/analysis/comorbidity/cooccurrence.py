"""Combinations: pairs of features, their intersections, and how many features a patient has."""

from dataclasses import dataclass

import numpy as np

from lib.analysis.common.question import Question
from lib.analysis.comorbidity.family import Family, adjust_family, name_family
from lib.analysis.comorbidity.features import COMORBIDITY, KIND_NOUNS, SMALL_CELL, Feature, list_features
from lib.cohort.codebook import in_sentence
from lib.stats.common.result import count_of
from lib.stats.proportions.fisher import fisher_p


@dataclass(frozen=True)
class Pair:
    """Two features.

    Attributes
    ----------
    first, second : str
        Names of the features, in the order of `Cooccurrence.features`.
    n : int
        Selected patients known in both.
    n_both, n_first, n_second : int
        Of them: with both, with the first (also with the second or not), with the second.
    expected : float
        Patients with both if the two were independent: n_first × n_second / n; NaN where n is 0.
    jaccard : float
        n_both / patients with at least one; NaN where nobody has one.
    phi : float
        Correlation of the two, -1 to 1; NaN where all or nobody has one of them.
    p, p_holm, p_fdr : float
        Fisher's exact p, adjusted over all pairs that have one; NaN where there is none.
    reason : str
        Why there is no p.
    small : bool
        Whether 1 to `SMALL_CELL` - 1 patients have both.
    """

    first: str
    second: str
    n: int
    n_both: int
    n_first: int
    n_second: int
    expected: float
    jaccard: float
    phi: float
    p: float
    p_holm: float
    p_fdr: float
    reason: str
    small: bool


@dataclass(frozen=True)
class Intersection:
    """Patients who have exactly these features and no other: names, and the patients, in the cohort's order.

    `names` is empty for the patients with none.
    """

    names: tuple[str, ...]
    patients: tuple[str, ...]

    @property
    def n(self) -> int:
        """Number of patients."""
        return len(self.patients)

    @property
    def small(self) -> bool:
        """Whether there are fewer than `SMALL_CELL` patients."""
        return self.n < SMALL_CELL


@dataclass(frozen=True, eq=False)
class Cooccurrence:
    """What goes together.

    Attributes
    ----------
    n : int
        Patients selected.
    features : tuple of Feature
        In codebook order.
    pairs : tuple of Pair
        Every pair once.
    family : Family
        The tests of the pairs.
    intersections : tuple of Intersection
        Most frequent first, then fewer features first, then codebook order; every complete patient is in one.
    per_patient : ndarray of int, shape (m,)
        Number of patients with 0, 1, 2, ... of these features.
    n_complete, n_incomplete : int
        Patients known in every feature (behind `intersections` and `per_patient`), and the others. A
        feature confined to other patients (`Feature.within`) counts as absent, not as missing.
    """

    n: int
    features: tuple[Feature, ...]
    pairs: tuple[Pair, ...]
    family: Family
    intersections: tuple[Intersection, ...]
    per_patient: np.ndarray
    n_complete: int
    n_incomplete: int


def analyse_cooccurrence(question: Question, kind: str = COMORBIDITY) -> Cooccurrence:
    """Find what goes together.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.
    kind : str
        Key of `FEATURE_KINDS`.

    Returns
    -------
    Cooccurrence
        Each pair over the patients known in both; intersections over the patients known in every feature.
    """
    features, n = list_features(question, kind), int(question.mask.sum())
    pairs = _pairs(features)
    complete, has = _complete(question, features)
    per_patient = np.bincount(has[:, complete].sum(axis=0)) if complete.any() else np.zeros(0, dtype=int)
    return Cooccurrence(
        n,
        features,
        pairs,
        name_family([pair.p for pair in pairs], f"pairs of {KIND_NOUNS[kind]}"),
        _intersections(question, features, has, complete),
        per_patient,
        int(complete.sum()),
        n - int(complete.sum()),
    )


def _complete(question: Question, features: tuple[Feature, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Who is known in every feature, and who has which, shape (features, patients); outside means absent."""
    has = np.array([f.with_mask for f in features], dtype=bool).reshape(len(features), question.mask.size)
    unknown = np.zeros_like(question.mask)
    for feature in features:
        if feature.n_missing:
            unknown = unknown | (question.mask & (question.cohort.codes(feature.column.name) < 0))
    return question.mask & ~unknown, has


def _pairs(features: tuple[Feature, ...]) -> tuple[Pair, ...]:
    if len(features) < 2:
        return ()
    yes = np.array([feature.with_mask for feature in features], dtype=np.int64)
    known = np.array([feature.known for feature in features], dtype=np.int64)
    both, first, n = yes @ yes.T, yes @ known.T, known @ known.T
    i, j = np.triu_indices(len(features), 1)
    both, one, other, total = both[i, j], first[i, j], first[j, i], n[i, j]
    tables = np.column_stack([both, one - both, other - both, total - one - other + both])
    p = fisher_p(tables)
    holm, fdr = adjust_family(p)
    phi, jaccard, expected = _associations(tables)
    return tuple(
        Pair(
            features[i[k]].name,
            features[j[k]].name,
            int(total[k]),
            int(both[k]),
            int(one[k]),
            int(other[k]),
            float(expected[k]),
            float(jaccard[k]),
            float(phi[k]),
            float(p[k]),
            float(holm[k]),
            float(fdr[k]),
            _reason(features[i[k]], features[j[k]], tables[k]) if np.isnan(p[k]) else "",
            bool(0 < both[k] < SMALL_CELL),
        )
        for k in range(len(i))
    )


def _associations(tables: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """φ, Jaccard's index and the expected count of both, of each table a, b, c, d; NaN where undefined."""
    a, b, c, d = tables.T.astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        margins = np.sqrt((a + b) * (c + d) * (a + c) * (b + d))
        phi = np.where(margins > 0, (a * d - b * c) / margins, np.nan)
        jaccard = np.where(a + b + c > 0, a / (a + b + c), np.nan)
        n = a + b + c + d
        expected = np.where(n > 0, (a + b) * (a + c) / n, np.nan)
    return phi, jaccard, expected


def _reason(first: Feature, second: Feature, table: np.ndarray) -> str:
    """Why two features cannot be tested; the table is n with both, first only, second only, neither."""
    both, only_first, only_second, neither = (int(count) for count in table)
    n = both + only_first + only_second + neither
    if not n:
        return f"No selected patient is known in both {in_sentence(first.label)} and {in_sentence(second.label)}."
    for feature, has in ((first, both + only_first), (second, both + only_second)):
        if has in (0, n):
            who = "nobody has" if not has else "everybody has"
            return f"Of the {count_of(n, 'patient')} known in both, {who} {in_sentence(feature.label)}."
    return ""


def _intersections(
    question: Question, features: tuple[Feature, ...], has: np.ndarray, complete: np.ndarray
) -> tuple[Intersection, ...]:
    members: dict[bytes, list[int]] = {}
    for patient in np.flatnonzero(complete):
        members.setdefault(has[:, patient].tobytes(), []).append(int(patient))
    found = []
    for key, rows in members.items():
        places = tuple(np.flatnonzero(np.frombuffer(key, dtype=bool)).tolist())
        found.append((-len(rows), len(places), places, rows))
    return tuple(
        Intersection(
            tuple(features[place].name for place in places),
            tuple(question.cohort.patients[row] for row in rows),
        )
        for _, _, places, rows in sorted(found)
    )
