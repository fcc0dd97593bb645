"""A hospital's view: the page loads nothing from elsewhere and may not, and still does all it does."""

import urllib.request

from playwright.sync_api import expect

from tests.browser.dashboard import open_page


def test_every_answer_carries_the_headers(server):
    with urllib.request.urlopen(server.url) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe-eval" not in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_policy_blocks_what_comes_from_elsewhere(page, server, watch):
    open_page(page, server.url)
    blocked = page.evaluate(
        """() => new Promise(done => {
          document.addEventListener('securitypolicyviolation', event => done(event.violatedDirective));
          const image = new Image(); image.src = 'http://elsewhere.invalid/pixel.png';
          setTimeout(() => done('nothing'), 3000);
        })"""
    )
    assert blocked == "img-src"
    watch.forget()


def test_charts_tables_and_copy_link_work_under_the_policy(page, server):
    open_page(page, f"{server.url}/trajectories?split=outcome")
    expect(page.get_by_test_id("stVegaLiteChart")).to_be_visible()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
