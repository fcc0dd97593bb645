"""The map of missing values: who misses most stands first, complete patients share one row."""

import numpy as np

from lib.analysis.common.question import Question
from lib.analysis.data.completeness import summarise_data
from lib.cohort.cohort import read_bundled_cohort
from lib.present.data.quality import caption_completeness, chart_completeness

SUMMARY = summarise_data(Question(read_bundled_cohort()))


def test_the_most_incomplete_stand_first_and_the_complete_share_a_row():
    values = np.hstack(list(read_bundled_cohort().measures.values()))
    missing = np.isnan(values).sum(axis=1)
    tiles = chart_completeness(SUMMARY, "light")["datasets"]["tiles"]
    rows = list(dict.fromkeys(tile["patient"] for tile in tiles))
    by_hand = {name: n for name, n in zip(SUMMARY.patients, missing.tolist(), strict=True) if n}
    assert set(rows[:-1]) == set(by_hand)
    assert [by_hand[name] for name in rows[:-1]] == sorted(by_hand.values(), reverse=True)
    assert rows[-1] == f"{(missing == 0).sum()} complete"
    assert sum(tile["state"] == "missing" for tile in tiles) == missing.sum()
    assert f"stands for {(missing == 0).sum()} patients with every value" in caption_completeness(SUMMARY)
