"""What a reader's file holds enters a script as a literal or a comment, and never runs."""

from __future__ import annotations

import ast
import io
import itertools
import re
import sys
import tokenize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.export.code import KINDS, python_script, r_script
from lib.export.code.literals import comment, fill, python_literal, r_literal
from lib.export.mixed_module import mixed_module
from tests.export.cohorts import NASTY
from tests.export.requests_made import ask

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(VALUES)
def test_python_reads_back_what_was_written(value):
    assert ast.literal_eval(python_literal(value)) == value


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text())
def test_a_text_stays_on_its_line_and_can_be_seen(text):
    for written in (python_literal(text), r_literal(text), comment(text)):
        assert written.isprintable()
    assert r_literal(text).isascii()


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text())
def test_a_comment_is_one_comment(text):
    code = f"x = 1  # {comment(text)}\n"
    kinds = [token.type for token in tokenize.generate_tokens(io.StringIO(code).readline)]
    assert kinds[:4] == [tokenize.NAME, tokenize.OP, tokenize.NUMBER, tokenize.COMMENT]
    assert len(ast.parse(code).body) == 1


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ('a"b\\c\n', r'"a\"b\\c\n"'),
        ("Płeć", r'"P\u0142e\u0107"'),
        ("😀", r'"\U0001f600"'),
        ("\0a", '"a"'),
        ([1, 2.5, "x"], 'c(1, 2.5, "x")'),
        (True, "TRUE"),
    ],
)
def test_r_literals(value, written):
    assert r_literal(value) == written


def test_what_is_put_into_a_place_is_not_a_place_itself():
    assert fill("a = <<a>>; b = <<b>>", a='"<<b>>"', b="2") == 'a = "<<b>>"; b = 2'


@pytest.mark.parametrize("kind", KINDS)
def test_no_encoding_can_be_smuggled_in_by_a_name(kind):
    request = ask("hostile", address="/x?coding=utf-7", between=NASTY[0])
    script = python_script(kind, request).text
    assert tokenize.detect_encoding(io.BytesIO(script.encode()).readline)[0] == "utf-8"
    names = {node.id for node in ast.walk(ast.parse(script)) if isinstance(node, ast.Name)}
    assert not names & {"os", "system", "SystemExit", "eval", "exec", "open"}


def test_nothing_of_ours_is_imported_and_only_what_is_used():
    for kind, between in itertools.product(KINDS, ("all", "outcome")):
        tree = ast.parse(python_script(kind, ask("bundled", between=between)).text)
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        for node in tree.body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                module = getattr(node, "module", None) or node.names[0].name
                assert module.partition(".")[0] != "lib"
                assert {alias.asname or alias.name for alias in node.names} <= used, (kind, module)


def test_the_header_names_data_settings_versions_and_that_they_are_synthetic():
    request = ask("bundled", address="/anova?between=outcome&response=30", between="outcome", response=30)
    for script in (python_script("anova", request).text, r_script("anova", request).text):
        header = " ".join(line.lstrip("# ") for line in script.partition("\n\n")[0].splitlines())
        for words in (
            "Bundled synthetic cohort", request.question.cohort.fingerprint, "49 of 49", "fell ≥ 30 %",
            "/anova?between=outcome&response=30", "No row is a real patient", "dashboard 0.",
        ):  # fmt: skip
            assert " ".join(words.split()) in " ".join(header.split())


@pytest.mark.parametrize("between", ["all", "outcome"])
def test_a_script_pins_the_packages_it_imports_and_no_others(between):
    for kind in KINDS:
        script = python_script(kind, ask("bundled", between=between)).text
        pinned = set(re.findall(r"(\w+)==", script.partition("\n\n")[0]))
        nodes = [node for node in ast.parse(script).body if isinstance(node, ast.Import | ast.ImportFrom)]
        modules = {getattr(node, "module", None) or node.names[0].name for node in nodes}
        if "mixed_model" in modules:  # a file of ours beside the script: what it needs is pinned
            modules = modules - {"mixed_model"} | {
                node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
                for node in ast.walk(ast.parse(mixed_module()))
                if isinstance(node, ast.Import | ast.ImportFrom)
            }
        assert pinned == {module.partition(".")[0] for module in modules} - sys.stdlib_module_names, kind


def test_an_own_cohort_is_not_called_synthetic():
    assert "synthetic" not in python_script("table1", ask("upload")).text.lower()
