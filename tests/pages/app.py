"""The dashboard under Streamlit's AppTest: every page, with any address."""

import re
from html import unescape
from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]


def open_dashboard(page: str = "overview", **query: str | list[str]) -> AppTest:
    """Run a page of the dashboard as a link with these settings would open it."""
    at = AppTest.from_file(str(ROOT / "lib" / "dashboard.py"), default_timeout=600)
    for name, value in query.items():
        at.query_params[name] = value
    if page != "overview":
        at.switch_page(f"../pages/{page}.py")
    return at.run()


def open_box(at: AppTest, key: str) -> AppTest:
    """Unfold what is folded away under a key."""
    at.session_state[key] = True
    return at.run()


def texts(at: AppTest) -> str:
    """Everything a reader can read on the page, in one string."""
    kinds = ("markdown", "title", "header", "subheader", "caption", "info", "warning")
    parts = [element.value for kind in kinds for element in getattr(at, kind)]
    html = [element.proto.body.replace("\N{NO-BREAK SPACE}", " ") for element in at.get("html")]
    chips = [unescape(f"{button.label} {button.help}") for button in at.button]
    return "\n".join([*parts, *html, *chips])


def answer_of(at: AppTest) -> str:
    """The page's answer: the sentence under its question."""
    found = (re.search(r'<p class="answer">(.*?)</p>', element.proto.body) for element in at.get("html"))
    return next(unescape(match[1]) for match in found if match).replace("\N{NO-BREAK SPACE}", " ")
