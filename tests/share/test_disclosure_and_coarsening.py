"""What leaves and how coarse: groups counted by hand, levels and bands as they must come out."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from lib.cohort.codebook import NO, YES, Codebook, Column, Level, Visit
from lib.cohort.cohort import fingerprint_of, make_cohort, read_bundled_cohort
from lib.cohort.outcome import OutcomeDefinition
from lib.share.coarsening import Coarsening, coarsen, droppable
from lib.share.disclosure import describe_disclosure
from lib.share.proposal import leading_names, propose
from lib.share.snapshot import Snapshot, coarsened_by
from lib.share.words import list_obstacles, sentence_coarsened, sentence_smallest, sentence_worst
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
    coarse = coarsen(cohort, Coarsening(bands=(("age", 1),)))
    column = coarse.codebook.column("age")
    assert [level.label for level in column.levels] == ["10–19", "20–29", "30–39", "90 and older"]
    assert coarse.codes("age").tolist() == [0, 1, 2, 2, 3, 3, -1]
    assert (column.kind, column.role, column.label) == ("category", "age", "Age band")
    two = coarsen(cohort, Coarsening(bands=(("age", 2),)))
    assert [level.label for level in two.codebook.column("age").levels] == ["10–29", "30–39", "90 and older"]
    assert two.codes("age").tolist() == [0, 0, 1, 1, 2, 2, -1]
    assert not coarsen(cohort, Coarsening(bands=(("age", 5),))).codebook.has("age")


def test_bands_of_a_number_with_decimals_meet_and_do_not_overlap():
    bmi = Column("bmi", "BMI", "number", "bmi", decimals=1)
    values = np.array([18.5, 19.9, 20.0, 29.9, 30.0, 56.0, 0.3, np.nan])
    cohort = make([0] * 8, [40] * 8, [0] * 8, (*COLUMNS, bmi), {"bmi": values})
    coarse = coarsen(cohort, Coarsening(bands=(("bmi", 1),)))
    # A range of 55.7 in about eight bands: ten wide.
    labels = ["0.0–9.9", "10.0–19.9", "20.0–29.9", "30.0–39.9", "50.0–59.9"]
    assert [level.label for level in coarse.codebook.column("bmi").levels] == labels
    assert coarse.codes("bmi").tolist() == [1, 1, 2, 2, 3, 4, 0, -1]


def test_rare_levels_are_joined_and_one_alone_takes_the_next():
    #                                mdd × 6, bp × 5, sad × 1, ocd × 2
    diagnosis = [0] * 6 + [1] * 5 + [2] + [3] * 2 + [-1]
    cohort = make([0] * 15, [40] * 15, diagnosis)
    coarse = coarsen(cohort, Coarsening(joins=(("diagnosis", 3),)))
    assert [level.label for level in coarse.codebook.column("diagnosis").levels] == ["MDD", "BP", "Other"]
    assert Counter(coarse.codes("diagnosis").tolist()) == {0: 6, 1: 5, 2: 3, -1: 1}
    assert coarse.codebook.column("ill").tested_within is None
    alone = coarsen(make([0] * 14, [40] * 14, diagnosis[:14]), Coarsening(joins=(("diagnosis", 2),)))
    assert Counter(alone.codes("diagnosis").tolist()) == {0: 6, 1: 5, 2: 3}
    assert alone.fingerprint == fingerprint_of(alone) != cohort.fingerprint


def test_a_category_of_which_one_level_would_be_left_is_left_out():
    coarse = coarsen(make([0, 0, 0, 1], [40] * 4, [0] * 4), Coarsening(joins=(("sex", 2),)))
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


def test_groups_as_counted_by_hand():
    cohort = make([0] * 5 + [1] * 3, [41, 41, 41, 41, 41, 41, 50, 50], [0] * 8)
    leaving = describe_disclosure(cohort, 2, OutcomeDefinition(50, 10))
    assert (leaving.smallest, leaving.holds, leaving.alike.n_small) == (1, False, 1)
    assert sentence_smallest(leaving) == (
        "The smallest group of patients alike in all 2 columns that tell patients apart has 1 patient; at least 2 are "
        "asked for. 1 patient is in a group smaller than that, 1 of them the only one of its kind."
    )
    assert sentence_worst(leaving) == "By Sex × Age alone, 1 of 3 groups is a single patient."
    # Scores 0 and 1, 2 and 3, …: nobody improved, the first has a baseline of 0; measures are all different.
    assert (leaving.n_unique, leaving.n_told, leaving.n_told_patients) == (8, 2, 3)


def rows_of(cohort, names):
    return list(zip(*(cohort.characteristics[name].tolist() for name in names), strict=True))


def smallest_of(cohort, names):
    return min(Counter(map(repr, rows_of(cohort, names))).values()) if names else cohort.n_patients


def drawn(seed, n_columns=6):
    """A cohort of random columns, some rare, some of many levels; nothing missing in the first two."""
    draw = np.random.default_rng(seed)
    n, columns, extra = int(draw.integers(12, 90)), [], {}
    for i in range(n_columns):
        levels = int(draw.integers(1, 6))
        kind = ("number", "category", "yes_no")[int(draw.integers(0, 3))]
        named = (YES, NO) if kind == "yes_no" else tuple(Level(str(j), f"L{j}") for j in range(levels))
        columns.append(
            Column(f"c{i}", f"C{i}", kind, "characteristic", levels=() if kind == "number" else named)
        )
        weights = draw.dirichlet(np.ones(len(named)))
        codes = draw.choice(len(named), n, p=weights) - (draw.random(n) < 0.02 * (i > 1))
        extra[f"c{i}"] = np.round(draw.normal(30, 9, n)) if kind == "number" else codes
    return make([0] * n, [40] * n, [0] * n, (*columns, MADRS), extra)


@pytest.mark.parametrize("seed", range(12))
def test_the_worst_few_and_the_fewest_changes_are_those_of_brute_force(seed):
    cohort, k = drawn(seed), (2, 3, 5)[seed % 3]
    names = [column.name for column in cohort.codebook.characteristics]
    few = [c for size in (1, 2, 3) for c in combinations(names, size)]
    alone = max(sum(v == 1 for v in Counter(map(repr, rows_of(cohort, c))).values()) for c in few)
    worst = describe_disclosure(cohort, k).worst
    assert (worst.n_alone if worst else 0) == alone
    assert (worst is None) == all(smallest_of(cohort, c) >= k for c in few)
    proposal = propose(cohort, k)
    most = max(
        len(c)
        for size in range(len(names) + 1)
        for c in combinations(names, size)
        if smallest_of(cohort, c) >= k
    )
    assert (proposal.holds, proposal.fewest) == (True, True)
    assert proposal.how.n_changes == len(names) - most
    coarse = coarsen(cohort, proposal.how)
    assert smallest_of(coarse, [c.name for c in coarse.codebook.characteristics]) >= k
    assert describe_disclosure(coarse, k).holds


@pytest.mark.parametrize("name", [*ODD_COHORTS, "bundled"])
def test_a_proposal_holds_or_says_that_it_cannot(name):
    cohort = read_bundled_cohort() if name == "bundled" else ODD_COHORTS[name]
    for k in (2, 5, 11):
        proposal = propose(cohort, k, leading_names(cohort))
        coarse = coarsen(cohort, proposal.how)
        assert proposal.holds == (cohort.n_patients >= k)
        if proposal.holds:
            assert smallest_of(coarse, [c.name for c in coarse.codebook.characteristics]) >= k


def test_what_matters_most_stays_whatever_it_costs():
    cohort = read_bundled_cohort()
    first = propose(cohort, 5, ("diagnosis",))
    kept = {column.name for column in coarsen(cohort, first.how).codebook.characteristics}
    assert "diagnosis" in kept
    assert first.how.n_changes >= propose(cohort, 5).how.n_changes


def test_a_cohort_of_groups_by_site_arm_and_sex_is_not_certified():
    """Sex, ten-year age and diagnosis alone hold everywhere; by site, arm and sex a third are single patients."""
    site = Column("site", "Site", "category", "characteristic", levels=tuple(Level(c, c) for c in "abcdefgh"))
    arm = Column("arm", "Arm", "category", "characteristic", levels=tuple(Level(c, c) for c in "xyz"))
    draw = np.random.default_rng(3)
    extra = {"site": draw.integers(0, 8, 100), "arm": draw.integers(0, 3, 100)}
    cohort = make(draw.integers(0, 2, 100), [40] * 100, [0] * 100, (*COLUMNS, site, arm), extra)
    leaving = describe_disclosure(cohort, 5)
    assert not leaving.holds
    assert leaving.worst.by == ("Sex", "Site", "Arm")
    counted = Counter(rows_of(cohort, ("sex", "site", "arm"))).values()
    assert (leaving.worst.n_groups, leaving.worst.n_alone) == (len(counted), sum(n == 1 for n in counted))
    assert len(list_obstacles(leaving, frozenset(), "Ward")) == 1


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
    assert len(list_obstacles(leaving, frozenset(), "Ward")) == 3
    assert len(list_obstacles(leaving, frozenset({"doctor"}), "Ward")) == 2
    assert len(list_obstacles(leaving, frozenset({"doctor", "pesel"}), "")) == 2
    coarse = coarsen(cohort, Coarsening(dropped=("doctor", "pesel")))
    assert describe_disclosure(coarse, 2).suspicions == ()


def test_readers_are_told_what_was_coarsened():
    done = coarsened_by(Coarsening((("age", 5),), (("site", 5), ("arm", 9)), ("ill",)), 5)
    assert sentence_coarsened(Snapshot(None, None, None, None, done)) == (
        "Coarsened before it was shared: 1 number cut into bands, rare levels joined in 2 columns, 1 column left out; "
        "at least 5 patients are alike in every characteristic."
    )
    assert sentence_coarsened(Snapshot(None, None, None, None)) == ""


def test_the_bundled_cohort_raises_no_suspicion():
    assert describe_disclosure(read_bundled_cohort()).suspicions == ()
