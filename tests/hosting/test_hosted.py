"""Two replicas behind nginx on one PostgreSQL: who comes where, what is shared, what stops and starts."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from lib.cohort.cohort import read_bundled_cohort
from lib.share.engine import make_engine
from lib.share.link import SHARED_PARAMETER
from lib.share.snapshot import publish_cohort
from lib.share.store import Published, SnapshotStore
from lib.ui.sharing.shared import NOWHERE
from tests.hosting.fixtures import Hosted
from tests.hosting.services import Replica
from tests.hosting.visitor import Visitor

NAME = "Ward seven, autumn"


@pytest.fixture(params=["postgresql", "sqlite"])
def everywhere(request: pytest.FixtureRequest) -> Hosted:
    """The dashboard on each of the two databases."""
    return request.getfixturevalue("hosted" if request.param == "postgresql" else "hosted_on_sqlite")


@pytest.fixture
def store(everywhere: Hosted) -> Iterator[SnapshotStore]:
    """The database of the replicas, as a third process sees it."""
    engine = make_engine(everywhere.database)
    store = SnapshotStore(engine)
    store.migrate()
    yield store
    engine.dispose()


@pytest.fixture
def published(store: SnapshotStore) -> Published:
    """A cohort that somebody published."""
    return publish_cohort(store, read_bundled_cohort(), NAME, days=30)


def shown(hosted: Hosted, published: Published, replica: Replica) -> str:
    """What the page of a new reader shows who opens the link and is sent to this replica."""
    with hosted.visitor(replica) as visitor:
        visitor.open(query=f"{SHARED_PARAMETER}={published.link.id_text}")
        hand_over_key(visitor, published)
        assert hosted.last_request("/")["replica"].endswith(f":{replica.port}")
        return visitor.text()


def hand_over_key(visitor: Visitor, published: Published) -> None:
    """Do what the page's script does with the part of the address after `#`."""
    question = next(
        message.delta.new_element.bidi_component
        for message in visitor.elements.values()
        if message.delta.new_element.WhichOneof("type") == "bidi_component"
        and "shared" in message.delta.new_element.bidi_component.component_name
    )
    data = json.loads(question.json)
    visitor.trigger(
        question.id, "key", {"id": data["id"], "key": published.link.key_text, "ask": data["ask"]}
    )


def test_reader_stays_with_her_replica(hosted: Hosted):
    came_to = set()
    for n in range(16):
        visitor = hosted.visitor()
        for m in range(3):
            visitor.get(f"/healthz/{n}/{m}")
        seen = {hosted.last_request(f"/healthz/{n}/{m}")["replica"] for m in range(3)}
        assert len(seen) == 1
        came_to |= seen
    assert came_to == {f"127.0.0.1:{replica.port}" for replica in hosted.replicas}


def test_published_opens_on_every_replica(everywhere: Hosted, published: Published):
    for replica in everywhere.replicas:
        text_shown = shown(everywhere, published, replica)
        assert NAME in text_shown
        assert NOWHERE not in text_shown


def test_revoked_opens_on_none(everywhere: Hosted, store: SnapshotStore, published: Published):
    assert NAME in shown(everywhere, published, everywhere.replicas[0])
    assert store.revoke(published.owner_key)
    for replica in everywhere.replicas:
        text_shown = shown(everywhere, published, replica)
        assert NOWHERE in text_shown
        assert NAME not in text_shown


def test_expired_opens_on_none_and_is_deleted(everywhere: Hosted, store: SnapshotStore, published: Published):
    with store.engine.begin() as connection:
        before = connection.execute(text("SELECT count(*) FROM snapshots")).scalar_one()
        done = connection.execute(
            text("UPDATE snapshots SET created = 1, expires = 2, noticed = 3 WHERE expires = :expires"),
            {"expires": int(published.expires.timestamp())},
        ).rowcount
    assert done >= 1
    for replica in everywhere.replicas:
        assert NOWHERE in shown(everywhere, published, replica)
    with store.engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM snapshots")).scalar_one() == before - done


def test_restart_of_a_replica(everywhere: Hosted, published: Published):
    first, second = everywhere.replicas
    with everywhere.visitor(first) as visitor:
        visitor.open("anova")
        # It is told to stop in the middle of a run.
        visitor.ask(page_script_hash=visitor.pages["paper"])
        began = time.monotonic()
        status = first.stop()
        took = time.monotonic() - began
        assert status == 0
        # After ten seconds a container's engine would kill it.
        assert took < 10
        assert '"message": "stopped"' in first.words()
        # The page connects again, and the other replica takes it.
        visitor.leave()
        visitor.open("anova")
        assert not visitor.exceptions()
        assert everywhere.last_request("/anova")["replica"].endswith(f":{second.port}")
        assert NAME in shown(everywhere, published, second)
        first.start()
    wait_until_taken(everywhere, first)
    assert NAME in shown(everywhere, published, first)


def wait_until_taken(hosted: Hosted, replica: Replica) -> None:
    """Nginx tries a replica that was away again after its `fail_timeout`."""
    end = time.monotonic() + 15
    path = f"/healthz/back/{time.monotonic_ns()}"
    while time.monotonic() < end:
        hosted.visitor(replica).get(path)
        time.sleep(0.2)
        if hosted.requests()[-1]["replica"].endswith(f":{replica.port}"):
            return
    raise AssertionError("nginx does not send readers to the replica that is back")


def test_upload_reaches_the_replica_of_its_session(hosted: Hosted):
    for replica in hosted.replicas:
        with hosted.visitor(replica) as visitor:
            visitor.open("upload")
            # The other replica knows no such session and would answer 400.
            assert visitor.upload("large.csv", b"1;2;3\n" * 500_000).status == 204
            # Without the token, and for a session that is not here, nothing is taken.
            visitor.cookies["_streamlit_xsrf"] = "forged"
            assert visitor.upload("large.csv", b"1").status == 403
            visitor.session = "somebody-else"
            assert visitor.get("/_stcore/upload_file/somebody-else/1", "PUT", b"1").status == 403


def test_both_replicas_are_ready_and_share_the_store(hosted: Hosted):
    for replica in hosted.replicas:
        answer = Visitor(replica.url).get("/readyz")
        assert json.loads(answer.body) == {"ready": True, "imports": "ok", "store": "ok"}


def test_under_a_base_path_with_the_database_away(under_base_path):
    proxy, replica = under_base_path
    with Visitor(f"{proxy.url}/tools/magnesium", proxy.certificate) as visitor:
        visitor.open("trajectories", "sex=female")
        assert not visitor.exceptions()
        assert "sex=female" in visitor.query
        assert "28 left" in visitor.text()
        assert visitor.get("/healthz").status == 200
        readiness = visitor.get("/readyz")
        assert readiness.status == 503
        assert json.loads(readiness.body) == {"ready": False, "imports": "ok", "store": "unreachable"}
    outside = Visitor(proxy.url, proxy.certificate).get("/")
    assert outside.status == 404
    # The operator is told, without the address of the database.
    faults = [json.loads(line) for line in replica.words().splitlines() if '"error"' in line]
    assert faults[0]["message"] == "expired snapshots could not be deleted"
    assert faults[0]["error"]["type"] == "lib.share.faults.StoreError"
    assert "hunter2" not in replica.words()
