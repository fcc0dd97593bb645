"""Stopwatches that run inside the browser: what counts is what a person sees, not when the tool noticed."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.dashboard import COMPLETE, count_runs, rerun

# Keeps the time of the last change of the page: elements, text, script state, and drawing on a canvas.
CLOCK = """(() => {
  window.lastChange = 0; window.clickedAt = 0; window.runs = 0;
  const note = () => { window.lastChange = performance.now(); };
  // A dataframe describes itself to screen readers inside its canvas, on purpose 200 ms after drawing.
  const element = node => node instanceof Element ? node : node.parentElement;
  const seen = change => !element(change.target)?.closest('canvas');
  // A run whose messages arrive together never shows as running: what the server sends is the sign of it.
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', () => { window.runs += 1; note(); });
    }
  };
  new MutationObserver(changes => { if (changes.some(seen)) note(); }).observe(document, {subtree: true,
    childList: true, characterData: true, attributes: true,
    attributeFilter: ['data-test-script-state', 'data-stale', 'd', 'transform', 'src']});
  for (const name of ['fillText', 'fillRect', 'clearRect', 'drawImage', 'stroke']) {
    const draw = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...given) {
      note();
      return draw.apply(this, given);
    };
  }
  document.addEventListener('click', event => {
    if (!window.armed) return;
    window.armed = false; window.clickedAt = event.timeStamp; window.runs = 0;
  }, true);
})()"""
# Complete, and nothing has changed for a while: then the last change is when the page was done.
SETTLED = f"""async ([quiet, limit, afterClick]) => {{
  const complete = {COMPLETE};
  const began = performance.now();
  const settled = () => complete() && performance.now() - window.lastChange > quiet
    && (!afterClick || (window.clickedAt > 0 && window.runs > 0));
  while (!settled()) {{
    if (performance.now() - began > limit) throw new Error('the page did not settle');
    await new Promise(resolve => setTimeout(resolve, 40));
  }}
  return window.lastChange - (afterClick ? window.clickedAt : 0);
}}"""
QUIET_MS = 500
LIMIT_MS = 60_000
VIEWPORT = {"width": 1440, "height": 1000}


def watched_context(browser: Browser) -> BrowserContext:
    """A browser without a past whose pages carry the stopwatch."""
    context = browser.new_context(viewport=VIEWPORT)
    context.add_init_script(CLOCK)
    return context


def first_view(browser: Browser, address: str) -> float:
    """Milliseconds from the address to the completed page, in a browser without a past."""
    context = watched_context(browser)
    page = context.new_page()
    took = open_and_time(page, address)
    context.close()
    return took


def open_and_time(page: Page, address: str) -> float:
    """Milliseconds from the address to the completed page."""
    count_runs(page)
    page.goto(address, wait_until="commit")
    page.wait_for_selector("[data-testid=stApp]")
    return page.evaluate(SETTLED, [QUIET_MS, LIMIT_MS, False])


@dataclass(frozen=True)
class Filter:
    """One filter of the sidebar that a click changes: its key and the kind of its widget."""

    key: str
    kind: str

    def click(self, page: Page) -> float:
        """Change the filter by one click; milliseconds from the click to the completed page."""
        if self.kind == "multiselect":
            return self.click_option(page)
        return timed_click(page, f".st-key-{self.key} button >> nth=0")

    def click_option(self, page: Page) -> float:
        """Choose the first option, and take it away again without counting that."""
        page.locator(f".st-key-{self.key} input").click()
        took = timed_click(page, "[role=option] >> nth=0")
        with rerun(page):
            page.keyboard.press("Backspace")
        page.keyboard.press("Escape")
        page.evaluate(SETTLED, [QUIET_MS, LIMIT_MS, False])
        return took


def find_filter(page: Page, key: str) -> Filter:
    """The filter with this key, and which kind of widget the page made of it."""
    page.locator(f".st-key-{key}").wait_for(state="attached")
    pills = page.locator(f".st-key-{key} [data-testid=stButtonGroup]").count()
    return Filter(key, "pills" if pills else "multiselect")


def timed_click(page: Page, selector: str) -> float:
    """Click once; milliseconds from the click to the completed page."""
    page.evaluate("() => { window.armed = true; window.clickedAt = 0; }")
    page.locator(selector).click()
    return page.evaluate(SETTLED, [QUIET_MS, LIMIT_MS, True])
