"""Sentences of the mixed model say what its tables hold."""

from lib.analysis.mixed.fit import analyse_mixed, compare_covariances
from lib.analysis.mixed.missingness import describe_missingness
from lib.analysis.mixed.sides import compare_methods
from lib.present.common.formats import format_number, format_p_equation
from lib.present.mixed.estimand import lines_estimand
from lib.present.mixed.figures import chart_means, means_frame
from lib.present.mixed.missingness import sentence_missingness, tables_missingness
from lib.present.mixed.sides import METHOD_LABELS, chart_sides, sentence_sides, table_sides
from lib.present.mixed.tables import table_means, table_tests, tables_differences
from lib.present.mixed.words import sentence_agreement, sentence_covariances, sentence_mixed
from lib.stats.mixed.side_by_side import SIDE_BY_SIDE
from tests.export.requests_made import ask

QUESTION = ask("bundled").question


def fit(between="all", covariance="us", baseline="visit", measure="mg", question=QUESTION):
    return analyse_mixed(question, measure, between, covariance, "kr", baseline, (), "holm")


def test_answer_has_the_numbers_of_the_tables():
    answer = fit("sex")
    text = sentence_mixed(answer)
    test = answer.tests[-1].test
    assert f"= {format_number(test.f, 2)}, {format_p_equation(test.p)}" in text
    last = next(row for row in answer.differences[-1].rows if row.visit == "Post")
    assert format_number(last.estimate.estimate, 3) in text
    assert "Mixed model of 49 patients, 4 of whom lack a value" in text
    cells = {cell for table in (table_tests(answer), *tables_differences(answer)) for row in table.lines
             for cell in row.cells}  # fmt: skip
    assert format_number(last.estimate.estimate, 3) in cells
    assert format_number(test.f, 3) in cells


def test_refusal_is_the_answer():
    question = ask("bundled", diagnosis=("BP",), sex=("male",), age=(20, 50)).question
    answer = fit(question=question)
    assert answer.model.reason in sentence_mixed(answer)


def test_means_of_table_and_picture_are_one():
    answer = fit("sex")
    frame = means_frame(answer)
    assert sorted(frame["mean"]) == sorted(row.estimate.estimate for row in answer.means.rows)
    assert list(frame["group"]) == ["Female"] * 5 + ["Male"] * 5
    assert len([row for row in table_means(answer).lines if row.kind == "row"]) == 10
    for theme in ("light", "dark"):
        assert len(chart_means(answer, theme)["datasets"]["means"]) == 10


def test_covariances_names_the_lowest():
    fits = compare_covariances(QUESTION, "madrs", "all", "visit", ())
    best = min(fits, key=lambda row: row.criteria.aic_sas)
    from lib.stats.mixed.covariance import COVARIANCES

    assert COVARIANCES[best.covariance].label in sentence_covariances(fits, "us")


def test_agreement_says_why_the_two_differ():
    text = sentence_agreement(fit().agreement)
    assert "differ because the mixed model also uses the values of the 4 patients who lack one" in text


def test_sides_name_the_methods_at_the_ends():
    assert set(METHOD_LABELS) == set(SIDE_BY_SIDE)
    found = compare_methods(QUESTION, "mg", "sex")
    pair = found.contrasts[1]
    text = sentence_sides(found, pair)
    known = {row.code: row.estimate.estimate for row in pair.rows}
    for code in (min(known, key=known.get), max(known, key=known.get)):
        assert METHOD_LABELS[code] in text
    assert "They rest on 45 to 49 of 49 patients" in text
    assert len([row for row in table_sides(found).lines if row.kind == "row"]) == 10
    assert len(chart_sides(found, pair, "light")["datasets"]["rows"]) == 5


def test_missing_values_are_said():
    found = describe_missingness(QUESTION, "mg", "all")
    assert "5 values of 245 are missing, in 4 of 49 patients" in sentence_missingness(found)
    assert [table.caption.partition(":")[0] for table in tables_missingness(found)][:2] == ["Mg²⁺", "Mg²⁺"]


def test_estimand_has_its_five_attributes():
    text = lines_estimand(QUESTION, fit("sex"))
    for attribute in ("Population:", "Conditions compared:", "Variable:", "Intercurrent events:", "summary:"):
        assert attribute in text
