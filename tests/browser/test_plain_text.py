"""Whatever a file calls its columns, levels, visits and itself: no page makes a link, picture, icon or style of it."""

import csv
import io
import random

from lib.ui.navigation import PAGE_TABLE
from tests.browser.dashboard import act, exceptions, go_to, open_page, wait_until_complete

PAYLOAD = (
    "**BOLD** :red[RED] :smile: :material/home: :streamlit: http://e.com www.e.com a@b.co ![i](http://e.com/i.png) "
    "<u>UUU</u> $x^2$ `CODE` a -> b"
)
#: An address of mail in values is found by the identifier check, which is tested elsewhere.
VALUE = PAYLOAD.replace(" a@b.co", "")
# What only a payload that was read as Markdown or HTML leaves on a page.
MADE = """() => {
  const found = [];
  for (const e of document.querySelectorAll('[data-testid=stApp] *')) {
    const text = e.textContent.trim(), name = e.tagName.toLowerCase();
    if (['BOLD', 'RED', 'UUU', 'CODE', '😄', '→ b'].includes(text)) found.push(name + ': ' + text);
    if (name === 'a' && /e[.]com|mailto/.test(e.href)) found.push('a: ' + e.href);
    if (name === 'img' && !e.src.startsWith(location.origin + '/media')) found.push('img: ' + e.src);
    if (e.dataset.testid === 'stIconMaterial' && text === 'home') found.push('icon');
    if (name.startsWith('katex') || e.classList.contains('katex')) found.push('formula');
  }
  return [...new Set(found)];
}"""
OPEN_ALL = """() => { let n = 0;
  const folded = '[data-testid=stMain] details:not([open]) > summary';
  for (const summary of document.querySelectorAll(folded)) { summary.click(); n += 1; }
  return n; }"""


def hostile_file() -> bytes:
    """Twenty-four patients at two visits; every name holds the payload."""
    draw, out = random.Random(1), io.StringIO()
    rows = csv.writer(out)
    named = (f"{word} {PAYLOAD}" for word in ("arm", "site", "comorbid", "score"))
    rows.writerow(["patient", "visit", *named, "age", "MADRS", "Mg"])
    for i in range(24):
        stands = [f"{'xyz'[i % 3]} {VALUE}", f"{'uv'[i % 2]} {VALUE}", ("yes", "no")[i % 4 > 0]]
        for visit, low in ((f"pre {VALUE}", 24), (f"post {VALUE}", 6)):
            measured = draw.randint(1, 20), 30 + i, low + draw.randint(0, 9), f"{draw.uniform(0.7, 1):.2f}"
            rows.writerow([f"P{i:02} {VALUE}", visit, *stands, *measured])
    return out.getvalue().encode()


def look(page) -> list[str]:
    """Open whatever is folded, and tell what the payload made of the page."""
    if page.evaluate(OPEN_ALL):
        wait_until_complete(page)
    assert exceptions(page) == []
    return page.evaluate(MADE)


def test_no_page_makes_anything_of_a_readers_text(page, server):
    open_page(page, f"{server.url}/upload")
    file = {"name": "a :smile: www.e.com **BOLD**.csv", "mimeType": "text/csv", "buffer": hostile_file()}
    act(page, lambda: page.locator("input[type=file]").first.set_input_files(file))
    found = {"upload": look(page)}
    act(page, page.get_by_role("button", name="Explore this cohort").click)
    for entry in (entry for entry in PAGE_TABLE if entry.file != "paper"):
        go_to(page, entry.title)
        found[entry.title] = look(page)
    assert {title: made for title, made in found.items() if made} == {}
    assert "BOLD" in page.locator("[data-testid=stApp]").inner_text()
