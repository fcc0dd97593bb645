"""The list of analyses in README, written from the registry: `python -m tests.readme_list`."""

from pathlib import Path

from lib.analysis.registry import ANALYSES
from lib.ui.navigation import PAGE_TABLE

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- analyses: python -m tests.readme_list -->\n", "<!-- end of analyses -->\n"


def write_list() -> str:
    """Write one line a page: its title and the analyses that stand there."""
    titles = {page.file: page.title for page in PAGE_TABLE}
    pages = dict.fromkeys(row.page for row in ANALYSES)
    lines = [
        f"- **{titles[page]}**: {', '.join(row.label for row in ANALYSES if row.page == page)}.\n"
        for page in pages
    ]
    return "".join(lines)


def with_list(text: str) -> str:
    """Give README with the list between its marks written anew."""
    before, rest = text.split(BEGIN)
    return before + BEGIN + write_list() + END + rest.split(END)[1]


if __name__ == "__main__":
    README.write_text(with_list(README.read_text(encoding="utf-8")), encoding="utf-8")
