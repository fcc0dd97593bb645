"""Sentences stand in the rooms for them: a page asks, and a topic of the interface states nothing about data."""

import pytest

from tests.sentences import ROOT, all_texts, is_sentence

#: Folders of lib/ui that speak of the session, files and links, not of results.
OWN_WORDS = {"state", "widgets", "serving", "sharing", "upload"}
TOPICS = sorted(
    folder.relative_to(ROOT).as_posix()
    for folder in (ROOT / "lib" / "ui").iterdir()
    if folder.is_dir() and not folder.name.startswith("_") and folder.name not in OWN_WORDS
)


def test_a_page_holds_questions_and_titles_alone():
    assert [text for text in all_texts("pages") if text.is_statement] == []


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_of_the_interface_states_nothing_with_a_value_in_it(topic):
    assert [text for text in all_texts(topic) if text.holds_values and text.is_statement] == []


def test_the_catalogue_finds_the_sentences_of_every_room():
    found = {
        text.file.split("/")[1] for text in all_texts("lib/present", "lib/ui", "lib/cohort", "lib/analysis")
    }
    assert found == {"present", "ui", "cohort", "analysis"}
    assert any(text.holds_values for text in all_texts("lib/present"))


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ("No patient in this selection has a value.", True),
        ("{} of {} patients have no value", False),
        ("Where to go next", True),
        ("mg_pre", False),
        ("application/x-tex", False),
        ("The link opens until {}.", True),
    ],
)
def test_a_sentence_is_told_from_code(words, is_one):
    assert is_sentence(words) is is_one
