"""What leaves and how coarse: groups counted by hand, levels and bands as they must come out."""

from collections import Counter

import numpy as np
import pytest

from lib.cohort.codebook import NO, YES, Codebook, Column, Level, Visit
from lib.cohort.cohort import fingerprint_of, make_cohort, read_bundled_cohort
from lib.share.coarsening import Coarsening, coarsen, coarsen_until, droppable
from lib.share.disclosure import describe_disclosure
from lib.share.words import CONFIRMATION, list_obstacles, sentence_smallest
from tests.pages.odd_cohorts import ODD_COHORTS

VISITS = (Visit("pre", "Before", "pre", 0.0), Visit("post", "After", "post", 30.0))
FIXED = (Column("patient", "Patient", "identifier", "patient"), Column("visit", "Visit", "visit", "visit"))
SEX = Column("sex", "Sex", "category", "sex", levels=(Level("f", "female"), Level("m", "male")))
AGE = Column("age", "Age", "number", "age", unit="years", minimum=18, maximum=120)
DIAGNOSIS = Column(
    "diagnosis", "Diagnosis", "category", "diagnosis",
    levels=tuple(Level(code, code.upper()) for code in ("mdd", "bp", "sad", "ocd")),
)  # fmt: skip
ILL = Column("ill", "Epilepsy", "yes_no", "comorbidity", levels=(YES, NO), tested_within=("diagnosis", "ocd"))
ILL_2 = Column("ill2", "Stroke", "yes_no", "comorbidity", levels=(YES, NO))
COUNT = Column("n_ill", "Comorbidities", "count_of", "comorbidity_count", members=("ill", "ill2"))
MADRS = Column("madrs", "MADRS", "measure", "depression", minimum=0, maximum=60)
COLUMNS = (SEX, AGE, DIAGNOSIS, COUNT, ILL, ILL_2, MADRS)


def make(sex, age, diagnosis, columns=COLUMNS, extra=None):
    n = len(sex)
    values = {
        "sex": np.array(sex), "age": np.array(age, dtype=float), "diagnosis": np.array(diagnosis),
        "ill": np.zeros(n, dtype=int), "ill2": np.ones(n, dtype=int), **(extra or {}),
    }  # fmt: skip
    book = Codebook((*FIXED, *columns), VISITS)
    kept = {c.name: values[c.name] for c in columns if c.name in values}
    names = tuple(f"id{i}" for i in range(n))
    return make_cohort("Own", book, names, kept, {"madrs": np.arange(2.0 * n).reshape(n, 2)})


def test_bands_are_as_counted_by_hand_and_the_oldest_are_one():
    cohort = make([0] * 7, [18, 29.9, 30, 39, 90, 104, np.nan], [0] * 7)
    coarse = coarsen(cohort, Coarsening(band_years=10))
    column = coarse.codebook.column("age")
    assert [level.label for level in column.levels] == ["10–19", "20–29", "30–39", "90 and older"]
    assert coarse.codes("age").tolist() == [0, 1, 2, 2, 3, 3, -1]
    assert (column.kind, column.role, column.label) == ("category", "age", "Age band")
    twenty = coarsen(cohort, Coarsening(band_years=20))
    assert [level.label for level in twenty.codebook.column("age").levels] == [
        "0–19",
        "20–39",
        "90 and older",
    ]
    assert twenty.codes("age").tolist() == [0, 1, 1, 1, 2, 2, -1]
    eighties = coarsen(make([0] * 2, [80, 89], [0] * 2), Coarsening(20)).codebook.column("age").levels
    assert [level.label for level in eighties] == ["80–89"]


def test_rare_levels_are_joined_and_one_alone_takes_the_next():
    #                                mdd × 6, bp × 5, sad × 1, ocd × 2
    diagnosis = [0] * 6 + [1] * 5 + [2] + [3] * 2 + [-1]
    cohort = make([0] * 15, [40] * 15, diagnosis)
    coarse = coarsen(cohort, Coarsening(join_below=3))
    assert [level.label for level in coarse.codebook.column("diagnosis").levels] == ["MDD", "BP", "Other"]
    assert Counter(coarse.codes("diagnosis").tolist()) == {0: 6, 1: 5, 2: 3, -1: 1}
    assert coarse.codebook.column("ill").tested_within is None
    alone = coarsen(make([0] * 14, [40] * 14, diagnosis[:14]), Coarsening(join_below=2))
    assert Counter(alone.codes("diagnosis").tolist()) == {0: 6, 1: 5, 2: 3}
    assert alone.fingerprint == fingerprint_of(alone) != cohort.fingerprint


def test_a_category_of_which_one_level_would_be_left_is_left_out():
    coarse = coarsen(make([0, 0, 0, 1], [40] * 4, [0] * 4), Coarsening(join_below=2))
    assert not coarse.codebook.has("sex")
    assert coarse.codebook.has("diagnosis")


def test_what_is_counted_from_a_dropped_column_goes_with_it():
    coarse = coarsen(make([0, 1], [40, 50], [0, 1]), Coarsening(dropped=("ill", "patient", "madrs", "none")))
    assert [column.name for column in coarse.codebook.columns] == [
        "patient", "visit", "sex", "age", "diagnosis", "ill2", "madrs",
    ]  # fmt: skip
    assert set(coarse.measures) == {"madrs"}
    assert "madrs" not in {column.name for column in droppable(coarse)}


def test_nothing_chosen_changes_nothing():
    for cohort in (read_bundled_cohort(), *ODD_COHORTS.values()):
        assert coarsen(cohort, Coarsening()).fingerprint == cohort.fingerprint


def test_the_smallest_group_as_counted_by_hand():
    cohort = make([0] * 5 + [1] * 3, [41, 42, 43, 44, 49, 41, 50, 51], [0] * 8)
    leaving = describe_disclosure(cohort, 2)
    assert (leaving.smallest, leaving.holds) == (1, False)
    words = "has 1 patient; at least 2 are asked for. 1 patient is in a group smaller than that."
    assert sentence_smallest(leaving).endswith(words)
    how, holds = coarsen_until(cohort, 2)
    assert holds
    coarse = coarsen(cohort, how)
    keys = [
        tuple(coarse.characteristics[n][i] for n in ("sex", "age", "diagnosis") if coarse.codebook.has(n))
        for i in range(8)
    ]
    assert min(Counter(keys).values()) >= 2
    assert how == Coarsening(20, 2)


@pytest.mark.parametrize("name", [*ODD_COHORTS, "bundled"])
@pytest.mark.parametrize("k", [2, 5, 11])
def test_one_click_holds_or_says_that_it_cannot(name, k):
    cohort = read_bundled_cohort() if name == "bundled" else ODD_COHORTS[name]
    how, holds = coarsen_until(cohort, k, dropped=())
    coarse = coarsen(cohort, how)
    names = [c.name for role in ("sex", "age", "diagnosis") for c in coarse.codebook.with_role(role)]
    rows = (
        list(zip(*(coarse.characteristics[n].tolist() for n in names), strict=True))
        or [()] * coarse.n_patients
    )
    assert holds == (cohort.n_patients >= k)
    if holds:
        assert min(Counter(rows).values()) >= k
    assert not any(c.role == "age" and c.kind == "number" for c in coarse.codebook.columns)


def test_suspected_columns_are_found_in_what_leaves_and_forbid_it():
    names = ("Anna Nowak", "Jan Lis", "Ewa Wilk", "Piotr Bąk", "Zofia Kos", "Adam Sowa")
    doctor = Column(
        "doctor", "Doctor", "category", "characteristic",
        levels=tuple(Level(f"d{i}", words) for i, words in enumerate(names)),
    )  # fmt: skip
    number = Column("pesel", "PESEL", "number", "characteristic")
    extra = {"doctor": np.arange(6), "pesel": np.array([44051401359.0] * 6)}
    cohort = make([0] * 6, [40] * 6, [0] * 6, (*COLUMNS, doctor, number), extra)
    leaving = describe_disclosure(cohort, 2)
    found = {s.column: s.kind for s in leaving.suspicions}
    assert set(found) == {"doctor", "pesel"}
    assert not any(word in s.reason for s in leaving.suspicions for word in ("Nowak", "44051401359"))
    assert len(list_obstacles(leaving, frozenset(), "Ward", "")) == 2
    assert len(list_obstacles(leaving, frozenset({"doctor"}), "Ward", "")) == 1
    assert list_obstacles(leaving, frozenset({"doctor", "pesel"}), "Ward", "") == ()
    coarse = coarsen(cohort, Coarsening(dropped=("doctor", "pesel")))
    assert describe_disclosure(coarse, 2).suspicions == ()


def test_a_small_group_needs_the_owners_words():
    leaving = describe_disclosure(make([0, 1], [40, 40], [0, 0]), 5)
    assert "too small" in list_obstacles(leaving, frozenset(), "Ward", "yes")[0]
    assert list_obstacles(leaving, frozenset(), "Ward", f"  {CONFIRMATION.upper()} ") == ()
    assert list_obstacles(leaving, frozenset(), "  ", CONFIRMATION) == ("Give the snapshot a name.",)


def test_the_bundled_cohort_raises_no_suspicion():
    assert describe_disclosure(read_bundled_cohort()).suspicions == ()
