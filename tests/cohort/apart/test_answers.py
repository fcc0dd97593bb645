"""What passes between the two processes is the same on either side: tables, suspicions, mapping, cohort, findings."""

import json

import pytest

from lib.cohort import apart, steps
from lib.cohort.apart import parent
from lib.cohort.apart.answers import pack_choices, pack_taken, unpack_choices, unpack_taken
from lib.cohort.mapping import change_column
from lib.cohort.reading import ReadingOptions
from lib.cohort.steps import Choices
from lib.cohort.templates import example_long, example_wide
from tests.cohort.mapping.awkward_files import CASES

NAMES = "id,name,visit,madrs\n" + "".join(
    f"{i},Bronisława Nowakowska{i},{visit},{20 + i}\n" for i in range(1, 9) for visit in ("pre", "post")
)
TEXTS = {
    "long": example_long(),
    "wide": example_wide(),
    "names": NAMES,
    "faults": "id,visit,madrs\nP1,pre,99\nP1,pre,20\nP2,pre,x\n",
    "nothing": "a,b\nx,y\n",
}


def same(one, other):
    assert (one.suspicions, one.mapping, one.note) == (other.suspicions, other.mapping, other.note)
    for name in ("raw", "table"):
        here, there = getattr(one, name), getattr(other, name)
        assert (here is None) == (there is None)
        assert here is None or (here.columns, here.notes) == (there.columns, there.notes)
        assert here is None or here.frame.equals(there.frame)
    assert (one.validated is None) == (other.validated is None)
    if one.validated is not None:
        assert one.validated.findings == other.validated.findings
        assert one.validated.patients == other.validated.patients
        cohorts = [validated.cohort for validated in (one.validated, other.validated)]
        assert len({cohort.fingerprint if cohort else "" for cohort in cohorts}) == 1


def there_and_back(taken, sent=None):
    head, blocks = pack_taken(taken, sent)
    return unpack_taken(json.loads(json.dumps(head)), blocks, sent)


@pytest.mark.parametrize("name", TEXTS)
def test_what_was_taken_comes_back_the_same(name):
    taken = steps.take_file(TEXTS[name].encode(), "a.csv", ReadingOptions(), Choices("a.csv"))
    same(taken, there_and_back(taken))
    decided = Choices("a.csv", steps.decide_all(taken.suspicions, "drop"))
    further = steps.take_table(taken.raw, decided)
    same(further, there_and_back(further, taken.raw))
    assert there_and_back(further, taken.raw).raw is taken.raw


@pytest.mark.parametrize("case", CASES[::3], ids=lambda case: case.name)
def test_awkward_files_come_back_the_same(case):
    taken = steps.take_file(case.text.encode(), "a.csv", ReadingOptions(), Choices("a.csv"))
    same(taken, there_and_back(taken))


def test_choices_come_back_the_same():
    taken = steps.take_file(example_wide().encode(), "a.csv", ReadingOptions(), Choices("a.csv"))
    choices = Choices("a.csv", {"x": "drop"}, taken.mapping, "wide", True)
    assert unpack_choices(json.loads(json.dumps(pack_choices(choices)))) == choices


def test_a_file_goes_the_same_way_in_a_process_of_its_own(monkeypatch):
    data, choices = NAMES.encode(), Choices("a.csv", {"name": "drop"})
    taken = apart.take_file(data, "a.csv", ReadingOptions(), choices)
    same(steps.take_file(data, "a.csv", ReadingOptions(), choices), taken)
    monkeypatch.setattr(parent, "SMALL_CELLS", 0)
    corrected = change_column(taken.mapping, taken.table, "madrs", label="Own words")
    checked = apart.check_table(taken.table, Choices("a.csv", mapping=corrected, keep_ids=True))
    same(steps.check_table(taken.table, Choices("a.csv", mapping=corrected, keep_ids=True)), checked)
    assert checked.table is taken.table
    same(steps.take_table(taken.raw, choices), apart.take_table(taken.raw, choices))


def test_a_kept_table_that_was_never_sent_is_no_answer():
    taken = steps.take_file(example_wide().encode(), "a.csv", ReadingOptions(), Choices("a.csv"))
    head, blocks = pack_taken(taken, taken.raw)
    with pytest.raises(ValueError, match="not sent"):
        unpack_taken(head, blocks, None)
