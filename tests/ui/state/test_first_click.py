"""The first click after the server was started anew reaches a session that has no control yet, and is carried out."""

from streamlit.testing.v1 import AppTest

from tests.pages.app import ROOT


def opened(**query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "lib" / "dashboard.py"), default_timeout=600)
    for name, value in query.items():
        at.query_params[name] = value
    return at


def test_a_click_that_begins_a_session_counts():
    before = opened(sex="female").run()
    before.toggle(key="keep_missing").set_value(True)
    after = opened(sex="female")._run(before._tree.get_widget_states())
    assert not after.exception
    settings = after.session_state["settings of the session"]
    assert (settings.keep_missing, settings.sex) == (True, ("female",))
    assert after.toggle(key="keep_missing").value is True
    assert {"sex", "keep_missing"} <= set(after.query_params)
    # The next click is an ordinary one.
    assert "keep_missing" not in after.toggle(key="keep_missing").set_value(False).run().query_params


def test_a_button_that_begins_a_session_does_what_it_says():
    before = opened(sex="female").run()
    before.button(key="chip sex").click()
    after = opened(sex="female")._run(before._tree.get_widget_states())
    assert not after.exception
    assert after.session_state["settings of the session"].sex == ()
    assert "sex" not in after.query_params


def test_a_new_page_brings_nothing():
    at = opened(sex="female").run()
    assert "what came with the first click" not in at.session_state
    assert at.session_state["settings of the session"].sex == ("female",)
