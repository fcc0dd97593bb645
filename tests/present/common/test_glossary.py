"""Signs explain themselves on screen, and not in files."""

import re

import pytest

from lib.present.common.glossary import _SIGNS, GLOSSARY, explain, records_glossary
from lib.present.common.table import Heading, Line, PrintTable, html_of


@pytest.mark.parametrize(
    "sign", ["ηp²", "ηG²", "ω²", "Hedges’ g_av", "d_z", "ε", "Holm", "FDR", "φ", "Jaccard", "SMD"]
)
def test_a_sign_has_a_sentence(sign):
    assert explain(sign).endswith(".")
    assert len(explain(sign)) < 320


def test_w_and_v_are_told_apart_by_their_column():
    assert explain("W") == explain("V") == ""
    assert "normal distribution" in explain("W", "shapiro")
    assert "groupings" in explain("V", "cramer")
    assert "ranks" in explain("V", "wilcoxon")


def test_usual_limits_of_small_medium_and_large_are_cohens():
    assert ".01 is small, .06 medium, .14 large" in explain("ηp²")
    assert "0.2 is small, 0.5 medium, 0.8 large" in explain("d_z")
    assert ".10 is small, .30 medium, .50 large" in explain("φ")


def test_every_sign_leads_to_a_term_and_every_term_has_a_source():
    assert set(_SIGNS.values()) <= set(GLOSSARY)
    assert all(row["Source"] and row["What it is"] for row in records_glossary())


def test_signs_explain_themselves_on_screen_alone():
    table = PrintTable("c", (Heading("Who"), Heading("ηp²"), Heading("p", "Holm")), (Line(("a", "1", "2")),))
    shown = html_of(table, explained=True)
    assert len(re.findall('class="tip" tabindex="0"', shown)) == 3
    assert 'class="tip"' not in html_of(table)
