"""Pages that have nothing to say about a cohort are out of the way, and their addresses are still answered."""

import pytest

from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.intake import import_cohort
from lib.ui import navigation
from lib.ui.navigation import PAGE_TABLE, PAGES_FOLDER

PLAIN = "id,madrs_pre,madrs_post\n" + "".join(f"{i},{30 + i},{8 + i}\n" for i in range(1, 9))
WITH_COMORBIDITY = "id,hypertension,madrs_pre,madrs_post\n" + "".join(
    f"{i},{'yes' if i % 2 else 'no'},{30 + i},{8 + i}\n" for i in range(1, 9)
)


def own(text):
    return import_cohort(text.encode(), "mine.csv").validated.cohort


@pytest.mark.parametrize(
    ("cohort", "hidden"),
    [
        (read_bundled_cohort, set()),
        (lambda: own(PLAIN), {"comorbidity", "paper"}),
        (lambda: own(WITH_COMORBIDITY), {"paper"}),
    ],
    ids=["bundled", "plain", "with a comorbidity"],
)
def test_pages_that_cannot_apply_are_out_of_the_way(cohort, hidden, monkeypatch):
    made = cohort()
    monkeypatch.setattr(navigation, "current_cohort", lambda: made)
    assert {entry.file for entry in PAGE_TABLE if not entry.visible} == hidden
    assert all((PAGES_FOLDER / f"{entry.file}.py").exists() for entry in PAGE_TABLE)
