"""How fast the pages are, as a multiple of a bare Streamlit page on the same machine in the same run.

    make bench
    make bench ARGS="--page trajectories --repeat 15"

Two servers run, both warm: the bare page (one filter, one chart, one dataframe of 245 rows) and the
dashboard. The measurements alternate between them, so that whatever else the machine does falls on both.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.heavy_imports import ROOT, heavy_imports
from tests.bench.measure import Filter, find_filter, first_view, open_and_time, watched_context
from tests.browser.chromium import launch
from tests.browser.dashboard import exceptions, page_addresses
from tests.browser.server import Server, start_server

# A click or a first view of ours takes at most this multiple of the bare page's.
TARGET = 1.5
BARE = Path(__file__).parent / "bare_page"


@dataclass
class Subject:
    """One page under the stopwatch, and its times in milliseconds."""

    name: str
    address: str
    tab: Page
    filter: Filter
    clicks: list[float] = field(default_factory=list)
    views: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    asked = arguments()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = launch(playwright)
        with running(start_server(Path(folder))) as ours:
            pages = chosen_pages(browser, ours.url, asked.page)
            kind = filter_kind(browser, pages[0], asked.filter)
            os.environ["BARE_FILTER"] = kind
            with running(start_server(Path(folder), "page.py", BARE)) as bare:
                subjects = [subject(browser, "bare page", bare.url, "sex")]
                subjects += [subject(browser, name_of(page), page, asked.filter) for page in pages]
                measure(browser, subjects, asked.repeat, asked.query)
        browser.close()
    report(subjects, kind)
    if not asked.no_imports:
        report_imports(asked.page)


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--page", action="append", default=[], help="a page's name or a part of it; repeatable"
    )
    parser.add_argument("--repeat", type=int, default=9, help="measurements of each kind a page")
    parser.add_argument("--filter", default="sex", help="key of the filter that is clicked")
    parser.add_argument("--query", default="sex=female", help="settings in the address of the first view")
    parser.add_argument("--no-imports", action="store_true", help="leave out the list of slow imports")
    return parser.parse_args()


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """Stop the server at the end, whatever happens."""
    try:
        yield server
    finally:
        server.stop()


def name_of(address: str) -> str:
    """Name of a page in its address; the one at the root is home."""
    return urlsplit(address).path.strip("/") or "home"


def chosen_pages(browser: Browser, url: str, names: list[str]) -> list[str]:
    """Addresses of the dashboard's pages, or of those whose name holds one of the names."""
    context = watched_context(browser)
    tab = context.new_page()
    open_and_time(tab, url)
    found = page_addresses(tab)
    context.close()
    kept = [page for page in found if not names or any(name in name_of(page) for name in names)]
    if not kept:
        raise SystemExit(f"No page of that name; there are {', '.join(map(name_of, found))}.")
    return kept


def filter_kind(browser: Browser, address: str, key: str) -> str:
    """Kind of widget the dashboard made of its filter, for the bare page to take the same."""
    context = watched_context(browser)
    tab = context.new_page()
    open_and_time(tab, address)
    kind = find_filter(tab, key).kind
    context.close()
    return kind


def subject(browser: Browser, name: str, address: str, key: str) -> Subject:
    """Open a page in a browser of its own, and change its filter once: from then on it is warm."""
    tab = watched_context(browser).new_page()
    open_and_time(tab, address)
    if exceptions(tab):
        raise SystemExit(f"{name} shows an exception, so its time says nothing: leave it out with --page.")
    found = Subject(name, address, tab, find_filter(tab, key))
    found.filter.click(tab)
    return found


def measure(browser: Browser, subjects: list[Subject], repeat: int, query: str) -> None:
    """Take every time, one page after the other, and that again."""
    for _ in range(repeat):
        for one in subjects:
            one.tab.bring_to_front()
            one.clicks.append(one.filter.click(one.tab))
    for one in subjects:
        one.tab.close()
    for _ in range(repeat):
        for one in subjects:
            one.views.append(first_view(browser, f"{one.address}?{query}"))


def report(subjects: list[Subject], kind: str) -> None:
    """Print the medians and how many times the bare page's they are."""
    bare = subjects[0]
    print(f"medians of {len(bare.clicks)}; the filter is a {kind} widget; target at most {TARGET} ×\n")
    print(f"{'page':24s} {'click, ms':>10s} {'×':>6s} {'first view, ms':>16s} {'×':>6s}")
    for one in subjects:
        click, view = median(one.clicks), median(one.views)
        ratios = click / median(bare.clicks), view / median(bare.views)
        over = "  over the target" if max(ratios) > TARGET else ""
        print(f"{one.name:24s} {click:10.0f} {ratios[0]:6.2f} {view:16.0f} {ratios[1]:6.2f}{over}")


def report_imports(names: list[str]) -> None:
    """Print the slow libraries each page brings into its process."""
    print("\nslow libraries imported by a visit to")
    for page in sorted(ROOT.glob("pages/*.py")):
        if not names or any(name in page.stem for name in names):
            print(f"{page.stem:24s} {', '.join(heavy_imports(f'pages/{page.name}')) or 'none'}")


if __name__ == "__main__":
    main()
