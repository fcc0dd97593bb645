"""How fast the views of the Comorbidity page are, as multiples of a bare Streamlit page, also at forty conditions.

    python -m tests.bench.bench_comorbidity
    python -m tests.bench.bench_comorbidity --repeat 15 --view who

Three servers run, all warm: the bare page, the dashboard, and the dashboard on a cohort of forty comorbidities.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from lib.present.comorbidity.settings import BREAKDOWNS
from tests.bench.bench_page import BARE, Subject, filter_kind, median, running, subject
from tests.bench.measure import first_view
from tests.browser.chromium import launch
from tests.browser.server import start_server

FILTER = "sex"
#: The page as it opens may take this multiple of the bare page, and at forty conditions that one.
TARGETS = {"49 patients": 1.5, "forty conditions": 2.5}
FORTY = Path(__file__).parent / "many_conditions"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--view", action="append", default=[], help="a view; repeatable")
    parser.add_argument("--repeat", type=int, default=9, help="measurements of each kind a view")
    asked = parser.parse_args()
    views = [view for view in BREAKDOWNS if not asked.view or view in asked.view]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = launch(playwright)
        with (
            running(start_server(Path(folder))) as ours,
            running(start_server(Path(folder), "app.py", FORTY)) as forty,
        ):
            os.environ["BARE_FILTER"] = filter_kind(browser, f"{ours.url}/comorbidity", FILTER)
            with running(start_server(Path(folder), "page.py", BARE)) as bare:
                subjects = [subject(browser, "bare page", bare.url, FILTER)]
                for name, server in (("49 patients", ours), ("forty conditions", forty)):
                    subjects += [
                        subject(
                            browser, f"{name}: {view}", f"{server.url}/comorbidity?breakdown={view}", FILTER
                        )
                        for view in views
                    ]
                _measure(browser, subjects, asked.repeat)
        browser.close()
    _report(subjects)


def _measure(browser: Browser, subjects: list[Subject], repeat: int) -> None:
    """Take every time, one view after the other, and that again."""
    for _ in range(repeat):
        for one in subjects:
            one.tab.bring_to_front()
            one.clicks.append(one.filter.click(one.tab))
    for one in subjects:
        one.tab.close()
    for _ in range(repeat):
        for one in subjects:
            one.views.append(first_view(browser, one.address))


def _report(subjects: list[Subject]) -> None:
    bare = subjects[0]
    print(
        f"medians of {len(bare.clicks)}\n\n{'view':28s} {'click, ms':>10s} {'×':>6s} {'first view':>12s} {'×':>6s}"
    )
    for one in subjects:
        click, view = median(one.clicks), median(one.views)
        ratios = click / median(bare.clicks), view / median(bare.views)
        target = TARGETS.get(one.name.partition(":")[0], 1.0)
        over = f"  over {target} ×" if one is not bare and max(ratios) > target else ""
        print(f"{one.name:28s} {click:10.0f} {ratios[0]:6.2f} {view:12.0f} {ratios[1]:6.2f}{over}")


if __name__ == "__main__":
    main()
