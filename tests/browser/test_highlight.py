"""A click on a group's name brings its line forward."""

from tests.browser.dashboard import open_page

FADED = """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart] svg .mark-symbol path')]
  .filter(point => point.getAttribute('opacity') === '0.15').length"""


def test_a_click_on_a_label_fades_the_other_groups(page, server):
    open_page(page, f"{server.url}/trajectories?split=outcome")
    label = page.get_by_test_id("stVegaLiteChart").locator(
        "svg text[aria-roledescription='text mark']", has_text="Remitter"
    )
    label.wait_for()
    assert page.evaluate(FADED) == 0
    label.click(force=True)
    page.wait_for_timeout(500)  # the picture answers without the server
    assert page.evaluate(FADED) == 10  # five visits of each of the two other groups


def test_a_click_on_a_patient_is_the_same_on_every_page_until_escape(page, server):
    open_page(page, f"{server.url}/trajectories?lines=yes&measure=madrs")
    chart = page.get_by_test_id("stVegaLiteChart")
    point = chart.locator("svg path[aria-label*='patient: P']").last
    point.wait_for(state="attached")
    point.click(force=True)
    chip = page.get_by_role("button", name="Patient P")
    chip.wait_for()
    page.wait_for_url("**patient=P*")
    name = chip.inner_text().split()[1]
    chart.locator("svg text", has_text=name).wait_for()
    open_page(page, page.url.replace("/trajectories", "/patient"))
    assert page.get_by_text(f"{name} is a").first.is_visible()
    page.keyboard.press("Escape")
    chip.wait_for(state="detached")
    page.wait_for_url(lambda url: "patient=" not in url)
