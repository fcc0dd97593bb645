"""A click on a group's name brings its line forward."""

from tests.browser.dashboard import open_page

FADED = """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart] svg .mark-symbol path')]
  .filter(point => point.getAttribute('opacity') === '0.15').length"""


def test_a_click_on_a_label_fades_the_other_groups(page, server):
    open_page(page, f"{server.url}/trajectories?split=outcome")
    label = page.get_by_test_id("stVegaLiteChart").locator("svg text", has_text="Remitter")
    label.wait_for()
    assert page.evaluate(FADED) == 0
    label.click(force=True)
    page.wait_for_timeout(500)  # the picture answers without the server
    assert page.evaluate(FADED) == 10  # five visits of each of the two other groups
