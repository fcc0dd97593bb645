"""Publishing on the Data page: off unless the operator says so, guarded by findings and k, and a snapshot's page."""

from dataclasses import replace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import lib.ui.sharing.shared as shared
import lib.ui.sharing.store as sharing
from lib.cohort.cohort import fingerprint_of
from lib.share.engine import make_engine
from lib.share.link import read_link
from lib.share.settings import ShareSettings
from lib.share.snapshot import publish_cohort
from lib.share.store import SnapshotStore
from tests.pages.app import ROOT, texts
from tests.pages.odd_cohorts import AGE, DIAGNOSIS, HOSTILE, MADRS, MG, ODD_COHORTS, SEX, make
from tests.pages.test_own_cohort import open_own

OWN = make(80, 5, MADRS, MG, SEX, AGE, DIAGNOSIS, missing=0)
PUBLISH, NAME = "publish now", "publish name"


@pytest.fixture
def allowed(tmp_path, monkeypatch):
    """A server whose operator allows publishing."""
    monkeypatch.setenv("SNAPSHOTS_PUBLISHING", "yes")
    monkeypatch.setenv("SNAPSHOTS_URL", f"sqlite:///{tmp_path}/s.sqlite")
    yield from forgotten()


@pytest.fixture
def signing_in(allowed, monkeypatch):
    """The same, with sign-in configured, and nobody signed in."""
    monkeypatch.setattr("lib.ui.sharing.publish.sign_in_configured", lambda: True)
    monkeypatch.setattr(shared, "sign_in_configured", lambda: True)
    for place in ("lib.ui.sharing.publish", "lib.ui.sharing.shared"):
        monkeypatch.setattr(f"{place}.signed_in", lambda: False)


def forgotten():
    """Let the process forget the settings before it and after."""
    for remembered in (sharing.share_settings, sharing.sign_in_configured, sharing._make_store):
        remembered.cache_clear()
    yield
    if sharing._make_store.cache_info().currsize:
        sharing.snapshot_store().engine.dispose()
    for remembered in (sharing.share_settings, sharing.sign_in_configured, sharing._make_store):
        remembered.cache_clear()


def open_panel(cohort) -> AppTest:
    at = open_own("data", cohort)
    at.session_state["publish box"] = True
    at.session_state["owner box"] = True
    return at.run()


def press(at: AppTest, key: str) -> AppTest:
    at = at.button(key=key).click().run()
    assert not at.exception
    return at


def published(cohort=OWN) -> tuple[AppTest, str, str]:
    """Publish through the panel: the session, link and owner's key."""
    at = press(open_panel(cohort), "coarsen")
    for box in at.checkbox:
        box.check()
    at = at.run()
    at = at.text_input(key=NAME).set_value("Ward 7 <b>").run()
    at = press(at, PUBLISH)
    assert not at.error
    return at, at.code[0].value, at.code[1].value


def test_nothing_is_published_unless_the_operator_says_so(monkeypatch):
    monkeypatch.delenv("SNAPSHOTS_PUBLISHING", raising=False)
    for _ in forgotten():
        at = open_own("data", OWN)
        assert "switched off on this server" in texts(at)
        assert not [box for box in at.expander if "Publish" in box.label]
        assert sharing.store_state() == "off"
        assert sharing.purge_expired() == 0


def test_the_bundled_cohort_has_no_panel_but_a_key_can_be_used(allowed):
    at = AppTest.from_file(str(ROOT / "lib" / "dashboard.py"), default_timeout=600)
    at.switch_page("../pages/data.py").run()
    assert not [box for box in at.expander if "Publish" in box.label]
    assert [box for box in at.expander if "Revoke" in box.label]


def test_small_groups_hold_it_back_until_coarsened(allowed):
    at = open_panel(OWN).text_input(key=NAME).set_value("Ward 7").run()
    assert at.button(key=PUBLISH).disabled
    assert "at least 5 are asked for" in texts(at)
    assert "single patients" in texts(at)
    at = press(at, "coarsen")
    assert "none is smaller than 5" in texts(at)
    assert not at.button(key=PUBLISH).disabled
    at.session_state["publish cost box"] = True
    at = at.run()
    assert not at.exception
    assert "Column" in at.dataframe[-1].value.columns[0]


def test_a_finding_of_the_identifier_check_forbids_it(allowed):
    cohort = ODD_COHORTS["five hundred centres"]
    at = open_panel(cohort).text_input(key=NAME).set_value("Centres").run()
    assert len(at.checkbox) == 1
    confirmed = at.checkbox[0].check().run()
    assert "may hold" not in texts(confirmed)
    assert confirmed.button(key=PUBLISH).disabled
    at = confirmed.checkbox[0].uncheck().run()
    assert at.button(key=PUBLISH).disabled
    at = at.multiselect(key="publish drop").set_value(["centre"]).run()
    assert not at.checkbox
    assert not at.button(key=PUBLISH).disabled


def test_published_opened_and_revoked(allowed):
    at, link, owner_key = published()
    head, _, key = link.partition("#")
    id_text = head.partition("shared=")[2]
    assert read_link(id_text, key) is not None
    assert "Ward 7 <b>" not in "".join(element.value for element in at.success)
    opened = shared.open_snapshot(sharing.snapshot_store(), id_text, key)
    assert opened.cohort.name == "Ward 7 <b>"
    assert opened.coarsened.k == 5
    at = at.text_input(key="owner key").set_value(owner_key).run()
    at = press(at, "prolong")
    assert "now opens until" in at.success[-1].value
    assert "opened once" in texts(at)
    at = press(at, "revoke")
    assert shared.open_snapshot(sharing.snapshot_store(), id_text, key) is not None
    at = press(press(press(at, "revoke no"), "revoke"), "revoke yes")
    assert "Revoked" in at.success[-1].value
    assert shared.open_snapshot(sharing.snapshot_store(), id_text, key) is None
    assert not at.code
    at = at.text_input(key="owner key").set_value(owner_key).run()
    assert "leads to no snapshot" in press(press(at, "revoke"), "revoke yes").warning[-1].value


def test_a_passphrase_is_asked_for_and_a_link_that_opens_once_opens_once(allowed, monkeypatch):
    done = publish_cohort(
        sharing.snapshot_store(), OWN, "Ward 7", 30, passphrase="birds over water", once=True
    )
    at = visit(f"/?shared={done.link.id_text}#{done.link.key_text}", monkeypatch)
    assert "Ward 7" not in texts(at)
    at.text_input(key="shared passphrase").set_value("birds under water")
    at = at.button[-1].click().run()
    assert [warning.value for warning in at.warning] == ["This passphrase does not open it."]
    at.text_input(key="shared passphrase").set_value("birds over  water")
    at = at.button[-1].click().run()
    assert not at.exception
    assert "Ward 7" in texts(at)
    again = visit(f"/?shared={done.link.id_text}#{done.link.key_text}", monkeypatch)
    assert [warning.value for warning in again.warning] == [shared.NOWHERE]


def shared_link() -> tuple[str, str]:
    """A link and its owner's key, published by somebody else."""
    done = publish_cohort(sharing.snapshot_store(), OWN, "Ward 7", 30)
    return f"/?shared={done.link.id_text}#{done.link.key_text}", done.owner_key


def visit(link: str, monkeypatch, *, hand: bool = True, **query: str) -> AppTest:
    """Open a link as a browser does: the id in the address, the key when the page asks for it."""
    head, _, key = link.partition("#")
    id_text = head.partition("shared=")[2]
    at = AppTest.from_file(str(ROOT / "lib" / "dashboard.py"), default_timeout=600)
    at.query_params["shared"] = id_text
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    assert "Opening the shared cohort" in texts(at) or not hand
    assert "patients" not in texts(at)
    if hand:
        hand_over(at, monkeypatch, id_text, key)
    return at


def hand_over(at: AppTest, monkeypatch, id_text: str, key: str) -> None:
    """What the component's script does in a browser; AppTest runs no script."""

    def ask(request: str, number: int, take) -> None:
        if number and not st.session_state.get("handed"):
            st.session_state["handed"] = True
            take()
            st.rerun()

    with monkeypatch.context() as patch:
        patch.setattr(shared, "ask_for_key", ask)
        patch.setattr(shared, "taken_key", lambda: (id_text, key))
        at.run()


def test_a_reader_sees_that_it_is_a_snapshot_and_cannot_publish_it(allowed, monkeypatch):
    link, _ = shared_link()
    at = visit(link, monkeypatch)
    assert not at.exception
    for page in (
        "overview",
        "demographics",
        "trajectories",
        "anova",
        "association",
        "data",
        "upload",
        "methods",
    ):
        at.switch_page(f"../pages/{page}.py").run()
        assert not at.exception
        assert "Shared snapshot of" in texts(at)
        assert "It cannot be changed." in texts(at)
        assert "80 of 80 patients" in texts(at)
    at.switch_page("../pages/data.py").run()
    assert not [box for box in at.expander if "Publish" in box.label]
    assert not [button for button in at.button if button.label in ("Use my data", "Remove my data")]
    assert "the reader's own cohort" not in at.session_state


@pytest.mark.parametrize("kind", ["altered", "revoked", "expired", "no key", "injected"])
def test_every_link_that_leads_nowhere_shows_the_same_page(allowed, monkeypatch, kind):
    link, owner_key = shared_link()
    store = sharing.snapshot_store()
    match kind:
        case "altered":
            link = link[:-3] + ("AA" if link[-3:-1] != "AA" else "BB") + link[-1]
        case "revoked":
            assert store.revoke(owner_key)
        case "expired":
            store._clock = lambda: 4e9
        case "no key":
            link = link.partition("#")[0]
        case "injected":
            link = link.partition("shared=")[0] + f"shared={HOSTILE}"
    at = visit(link, monkeypatch)
    assert not at.exception
    assert [warning.value for warning in at.warning] == [shared.NOWHERE]
    assert [title.value for title in at.title] == ["Shared cohort"]
    assert not at.sidebar.markdown
    assert HOSTILE not in texts(at)


def test_a_snapshot_revoked_while_it_is_looked_at_ends(allowed, monkeypatch):
    link, owner_key = shared_link()
    at = visit(link, monkeypatch)
    assert sharing.snapshot_store().revoke(owner_key)
    at.run()
    assert "Shared snapshot of" in texts(at)
    monkeypatch.setattr(shared, "ASK_AGAIN_SECONDS", 0)
    at.run()
    assert [warning.value for warning in at.warning] == [shared.NOWHERE]
    assert "80 of 80" not in texts(at)


def test_a_second_session_has_nothing_of_an_open_snapshot(allowed, monkeypatch):
    link, _ = shared_link()
    first = visit(link, monkeypatch)
    assert "Ward 7" in texts(first)
    second = visit(link, monkeypatch, hand=False)
    assert "Ward 7" not in texts(second)
    assert shared._OPENED not in second.session_state


def test_only_people_who_signed_in_publish(signing_in):
    at = open_panel(OWN)
    assert [button for button in at.button if button.label == "Sign in"]
    assert PUBLISH not in {button.key for button in at.button}


def test_viewing_can_ask_for_sign_in(allowed, monkeypatch):
    link, _ = shared_link()
    monkeypatch.setattr(
        shared, "share_settings", lambda: replace(sharing.share_settings(), view_needs_sign_in=True)
    )
    at = visit(link, monkeypatch, hand=False)
    assert [warning.value for warning in at.warning] == [shared.NOWHERE]
    monkeypatch.setattr(shared, "sign_in_configured", lambda: True)
    monkeypatch.setattr(shared, "signed_in", lambda: False)
    at.run()
    assert [button.label for button in at.button] == ["Sign in"]
    monkeypatch.setattr(shared, "signed_in", lambda: True)
    at.run()
    assert "Opening" in texts(at)


def test_a_store_that_does_not_answer_is_told(allowed, monkeypatch, tmp_path):
    link, _ = shared_link()
    assert sharing.store_state() == "ok"
    engine = sharing.snapshot_store().engine
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE snapshots")
    assert sharing.store_state() == "unreachable"
    at = visit(link, monkeypatch)
    assert [warning.value for warning in at.warning] == [shared.SILENT]


def test_the_fingerprint_of_what_was_opened_is_that_of_what_left(allowed, monkeypatch):
    link, _ = shared_link()
    at = visit(link, monkeypatch)
    cohort = at.session_state["cohort of the session"]
    assert cohort.fingerprint == fingerprint_of(cohort)
    assert not cohort.synthetic


def test_a_damaged_store_is_told_to_whoever_asks_for_readiness(tmp_path, monkeypatch):
    damaged = tmp_path / "damaged.sqlite"
    damaged.write_bytes(b"no database at all " * 400)
    store = SnapshotStore(make_engine(f"sqlite:///{damaged}"))
    monkeypatch.setattr(sharing, "share_settings", lambda: ShareSettings(publishing=True))
    monkeypatch.setattr(sharing, "snapshot_store", lambda: store)
    assert sharing.store_state().startswith("The file of the snapshots is damaged")
    assert damaged.read_bytes() == b"no database at all " * 400
