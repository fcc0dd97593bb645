"""Reader's text in labels: what Streamlit would read is parted, and every label with such text passes there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from lib.ui.widgets.plain import WORD_JOINER, escape_label, escape_markdown

ROOT = Path(__file__).parents[3]
#: What Streamlit 1.67 looks for in the finished text of a label, as in its scripts (remark-gfm, remark-emoji, icons).
READ_LATER = (
    r"(https?:\/\/|www(?=\.))([-.\w]+)([^ \t\r\n]*)",
    r"(?<!\w)([-.\w+]+)@([-\w]+(?:\.[-\w]+)+)",
    r":\+1:|:-1:|:[\w-]+:",
    r":material\/(\w+):",
    r":streamlit:",
    r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)",
)
PAYLOADS = (
    "http://e.com", "HTTPS://e.com", "www.e.com", "WWW.e.com", "a@b.co", ":smile:", ":+1:", ":material/home:", "a -> b",
    ":streamlit:", "a <- b", "a <-> b", "a -- b", "a >= b", "a <= b", "a ~= b", "x (http://e.com/a?b=c#d)", "hHttp://e",
)  # fmt: skip


@pytest.mark.parametrize("text", PAYLOADS)
def test_nothing_is_found_in_the_finished_text_and_the_reader_sees_the_same(text):
    assert any(re.search(pattern, text, re.IGNORECASE) for pattern in READ_LATER)
    escaped = escape_markdown(text)
    finished = re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), escaped)
    assert finished.replace(WORD_JOINER, "") == text
    assert not any(re.search(pattern, finished, re.IGNORECASE) for pattern in READ_LATER)
    assert not set(re.sub(r"&#\d+;", "", escaped)) & set("\\`*_{}[]()<>#+.!|~$:^@\"'")


@pytest.mark.parametrize(
    "label",
    ["Response: minimum improvement (%)", "Remission: MADRS at most", "Mg²⁺ (mmol/L)", "Only these patients"],
)
def test_a_label_without_a_sign_that_means_something_is_read_out_as_it_is(label):
    assert escape_label(label) == label


@pytest.mark.parametrize(
    "label",
    ["*bold*", "[a](b)", "![x](y)", ":smile:", ":material/home:", "a_b_", "https://a.b", "www.a.b", "a@b.c", "<b>",
     "1. x", "- x", "# x", "a -> b", "$x$", "~~x~~", "`x`", "&lt;", "a -- b", "> x", "+ x"],
)  # fmt: skip
def test_a_label_with_one_is_escaped(label):
    assert escape_label(label) == escape_markdown(label) != label


def test_plain_words_stay_as_they_are():
    assert escape_markdown("Mg²⁺ (mmol/L)") == "Mg²⁺ &#40;mmol&#47;L&#41;"
    assert WORD_JOINER not in escape_markdown("Płeć: kobieta, 2–3, F32.1")


# What Streamlit reads as Markdown: the first argument of these, their help, and the options of the last three.
LABELLED = {
    "markdown", "write", "caption", "info", "warning", "success", "error", "title", "header", "subheader",
    "segmented_control", "pills", "radio", "checkbox", "toggle", "button", "expander", "popover", "text_input",
    "number_input", "slider", "select_slider", "download_button", "tabs", "metric", "file_uploader", "toast",
    "status", "spinner", "link_button", "page_link", "text_area", "date_input", "selectbox", "multiselect",
    "badge",
}  # fmt: skip
OPTIONS = frozenset({"segmented_control", "pills", "radio"})
#: Functions that give nothing a reader brought: escaped text, numbers, our own words.
SAFE_CALLS = {
    "escape_markdown", "escape_label", "_plain", "format_whole", "plural", "day_words", "count_words", "len", "int",
    "label_other_comparisons", "st.badge",
}  # fmt: skip
#: Our own tables: attributes of these names hold no reader's text.
OWN = {
    "form.label", "form.help", "width.label", "entry.title", "entry.answers", "script.name", "cohort.fingerprint",
    "letter.upper()", "setting.name", "refused[1]", "_page(entry)", "labels.__getitem__",
}  # fmt: skip
NAMED = "lib/ui/state/address.py"


@cache
def sources() -> dict[str, ast.Module]:
    files = (*ROOT.glob("lib/ui/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "lib/dashboard.py")
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text()) for path in files}


@cache
def calls() -> dict[str, list[tuple[ast.AST, ast.Call]]]:
    found: dict[str, list[tuple[ast.AST, ast.Call]]] = {}
    for tree in sources().values():
        for scope in scopes(tree):
            for node in own_nodes(scope):
                if isinstance(node, ast.Call):
                    found.setdefault(ast.unparse(node.func).split(".")[-1], []).append((scope, node))
    return found


def scopes(tree: ast.Module) -> list[ast.AST]:
    return [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))]


@cache
def own_nodes(scope: ast.AST) -> list[ast.AST]:
    """The nodes of a function without those of functions inside it."""
    nodes, queue = [], list(ast.iter_child_nodes(scope))
    while queue:
        node = queue.pop()
        nodes.append(node)
        if not isinstance(node, ast.FunctionDef):
            queue.extend(ast.iter_child_nodes(node))
    return nodes


def is_safe(node: ast.AST | None, scope: ast.AST, depth: int = 0) -> bool:
    """Whether an expression can hold no reader's text: constants, numbers, escaped text, and what is made of them."""
    if node is None or isinstance(node, ast.Constant) or ast.unparse(node) in OWN:
        return True
    parts: list[ast.AST] | None = None
    match node:
        case (
            ast.JoinedStr(values=values)
            | ast.List(elts=values)
            | ast.Tuple(elts=values)
            | ast.BoolOp(values=values)
        ):
            parts = list(values)
        case ast.FormattedValue(value=value, format_spec=form):
            parts = [] if form else [value]
        case ast.Call(func=function, args=arguments):
            name = ast.unparse(function)
            parts = [] if name in SAFE_CALLS else list(arguments) if name.endswith(".join") else None
            parts = list(returns(name)) or None if parts is None and depth < 4 else parts
            if parts and name in {f.name for f in functions()}:
                inside = next(f for f in functions() if f.name == name)
                return all(is_safe(part, inside, depth + 1) for part in parts)
        case ast.IfExp(body=body, orelse=other):
            parts = [body, other]
        case ast.BinOp(left=left, right=right):
            parts = [left, right]
        case (
            ast.GeneratorExp(elt=one) | ast.ListComp(elt=one) | ast.Starred(value=one) | ast.Lambda(body=one)
        ):
            parts = [one]
        case ast.Subscript(value=ast.Name(id=name)):
            parts = [] if name.isupper() else None
        case ast.Attribute(value=ast.Name(id=name)):
            parts = [] if name.isupper() else None
        case ast.Name(id=name):
            return name.isupper() or (depth < 4 and is_safe_name(name, scope, depth + 1))
    return parts is not None and all(is_safe(part, scope, depth) for part in parts)


@cache
def functions() -> list[ast.FunctionDef]:
    return [
        node for tree in sources().values() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
    ]


def returns(name: str) -> list[ast.AST]:
    """What the one function of a name returns."""
    found = [function for function in functions() if function.name == name]
    if len(found) != 1:
        return []
    return [node.value for node in own_nodes(found[0]) if isinstance(node, ast.Return) and node.value]


def is_safe_name(name: str, scope: ast.AST, depth: int) -> bool:
    """Whether whatever a name stands for is safe: what is assigned to it, or what every caller hands over."""
    given: list[tuple[ast.AST, ast.AST]] = []
    for node in own_nodes(scope):
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == name for t in node.targets
        ):
            given.append((node.value, scope))
        if isinstance(node, (ast.For, ast.comprehension)) and name in {
            n.id for n in ast.walk(node.target) if isinstance(n, ast.Name)
        }:
            given.extend((value, scope) for value in looped(node, name, scope))
    if isinstance(scope, ast.FunctionDef):
        arguments = scope.args
        names = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
        if name in names or name in [a.arg for a in arguments.kwonlyargs]:
            place = names.index(name) if name in names else None
            for caller, call in calls().get(scope.name, []):
                handed = [k.value for k in call.keywords if k.arg == name]
                if place is not None and len(call.args) > place:
                    handed.append(call.args[place])
                given.extend((value, caller) for value in handed)
            given.append((ast.Constant(""), scope))
    return bool(given) and all(is_safe(value, where, depth) for value, where in given)


def looped(node: ast.For | ast.comprehension, name: str, scope: ast.AST) -> list[ast.AST]:
    """What a loop gives a name: numbers of `enumerate` and `range`, elements of a list written out, else unknown."""
    around = node.iter
    if isinstance(around, ast.Name):
        values = [
            n.value
            for n in own_nodes(scope)
            if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == around.id
        ]
        around = values[0] if len(values) == 1 else around
    if isinstance(around, ast.Call) and ast.unparse(around.func) in ("enumerate", "zip"):
        targets = list(node.target.elts) if isinstance(node.target, ast.Tuple) else []
        sources_of = around.args if ast.unparse(around.func) == "zip" else [ast.Constant(0), around.args[0]]
        return [
            element
            for target, source in zip(targets, sources_of, strict=False)
            if ast.unparse(target) == name
            for element in (source.elts if isinstance(source, (ast.Tuple, ast.List)) else [source])
        ]
    if isinstance(around, (ast.Tuple, ast.List)):
        if isinstance(node.target, ast.Tuple):
            place = [ast.unparse(t) for t in node.target.elts].index(name)
            return [e.elts[place] if isinstance(e, ast.Tuple) else e for e in around.elts]
        return list(around.elts)
    return [around]


def labels() -> list[tuple[str, ast.AST, str, ast.AST]]:
    """Every argument that Streamlit reads as Markdown: file, function, what it is, the expression."""
    found = []
    for path, tree in sources().items():
        for scope in scopes(tree):
            for node in own_nodes(scope):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)) or path == NAMED:
                    continue
                name = node.func.attr
                if name not in LABELLED or ast.unparse(node.func.value) in ("LOG", "logging"):
                    continue
                given = [
                    *node.args[:1],
                    *(k.value for k in node.keywords if k.arg in ("label", "help", "body")),
                ]
                if name in OPTIONS:
                    given += [k.value for k in node.keywords if k.arg in ("format_func", "captions")]
                found.extend((path, scope, name, value) for value in given)
    return found


def test_every_label_passes_the_one_place():
    raw = [
        f"{path}: st.{name}(… {ast.unparse(value)} …)"
        for path, scope, name, value in labels()
        if not is_safe(value, scope)
    ]
    assert not raw, "\n".join(raw)


def test_the_check_finds_raw_text():
    tree = ast.parse(
        "def show(column):\n    words = column.label\n    st.button(f'{words}')\n    st.button(escape_markdown(words))"
    )
    scope = tree.body[0]
    buttons = [n for n in own_nodes(scope) if isinstance(n, ast.Call) and ast.unparse(n.func) == "st.button"]
    assert sorted(is_safe(button.args[0], scope) for button in buttons) == [False, True]


def test_options_of_lists_are_plain_text_to_streamlit():
    """An entity would stand there as `&#45;`: what is offered in a list is handed over as it is."""
    for _, call in (*calls()["selectbox"], *calls()["multiselect"]):
        form = next((k.value for k in call.keywords if k.arg == "format_func"), None)
        assert form is None or "escape_markdown" not in ast.unparse(form), ast.unparse(call)
