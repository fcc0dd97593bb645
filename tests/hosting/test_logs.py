"""Logs of servers and proxy: every line JSON, and none with a link, a key, an upload or a value in it."""

from __future__ import annotations

import json
import re
import secrets

from websockets.sync.client import connect

from lib.cohort.cohort import read_bundled_cohort
from lib.share.engine import make_engine
from lib.share.link import SHARED_PARAMETER
from lib.share.snapshot import publish_cohort
from lib.share.store import SnapshotStore
from tests.hosting.fixtures import Hosted
from tests.hosting.test_hosted import hand_over_key
from tests.hosting.visitor import Visitor


def test_no_log_holds_what_a_reader_asked_for(hosted: Hosted):
    engine = make_engine(hosted.database)
    published = publish_cohort(SnapshotStore(engine), read_bundled_cohort(), "Ward eight", days=1)
    engine.dispose()
    secret = [secrets.token_hex(12) for _ in range(6)]
    visitor = hosted.visitor()
    visitor.get(
        f"/?{SHARED_PARAMETER}={secret[0]}&diagnosis=MDD", Referer=f"https://localhost/?x={secret[1]}"
    )
    visitor.get(f"/no/such/page?{SHARED_PARAMETER}={secret[0]}", User_Agent=secret[1])
    visitor.get(f"/media/{secret[2]}.csv")
    visitor.get(f"/_stcore/upload_file/{secret[3]}/{secret[4]}", "PUT", b"patient;value\nJan;1\n")
    for replica in hosted.replicas:
        Visitor(replica.url).get(f"/?{SHARED_PARAMETER}={secret[0]}", "POST")
        url = f"{replica.url.replace('http', 'ws')}/_stcore/stream?{SHARED_PARAMETER}={secret[5]}"
        with connect(url) as socket:
            # Neither a message of ours nor of anybody's: told as a fault, without what stood in it.
            socket.send(secret[5].encode())
            socket.close()
    with hosted.visitor() as reader:
        reader.open(query=f"{SHARED_PARAMETER}={published.link.id_text}")
        hand_over_key(reader, published)
        own = [published.link.id_text, published.link.key_text, published.owner_key, reader.session]
    words = hosted.words()
    for found in [*secret, *own, "diagnosis=MDD", hosted.database.split(":")[2].split("@")[0]]:
        assert found not in words
    # The way was logged, only without the rest.
    assert hosted.last_request("/media")["status"] == 404
    assert hosted.last_request("/_stcore/upload_file")["status"] == 403


def test_a_fault_is_told_by_type_and_place_and_shown_without(hosted: Hosted):
    name = f"Jan {secrets.token_hex(8)}"
    with hosted.visitor(hosted.replicas[0]) as visitor:
        visitor.open("trajectories")
        # Text for a widget that takes something else: Streamlit raises, with the text in its message.
        visitor.set("split", json_value=json.dumps({"patient": name}))
        shown = visitor.text() + "".join(visitor.exceptions())
        visitor.widgets.clear()
    lines = [json.loads(line) for line in hosted.replicas[0].words().splitlines()]
    fault = [line for line in lines if "error" in line][-1]
    assert fault["level"] == "error"
    assert fault["error"]["type"]
    assert all(re.search(r":\d+ \w+$", place) for place in fault["error"]["at"])
    assert name not in hosted.words()
    assert name not in shown
    assert "Traceback" not in shown
    assert "site-packages" not in shown


def test_every_line_is_json_and_names_no_patient(hosted: Hosted):
    with hosted.visitor() as visitor:
        for page in ("", "data", "demographics"):
            visitor.open(page)
            visitor.leave()
    cohort = read_bundled_cohort()
    for replica in hosted.replicas:
        for line in replica.words().splitlines():
            read = json.loads(line)
            assert {"time", "level", "logger", "message", "place"} <= set(read)
            assert not any(patient in line for patient in cohort.patients)
    assert all(
        set(line)
        == {"time", "client", "method", "path", "status", "bytes", "seconds"}
        | {"replica", "replica_status", "replica_seconds"}
        for line in hosted.requests()
    )
    assert (hosted.proxy.folder / "error.log").read_text(encoding="utf-8") == ""


def test_without_a_replica_the_proxy_says_so_and_nothing_more(hosted: Hosted):
    from tests.hosting.proxy import nginx
    from tests.hosting.services import Replica
    from tests.hosting.test_headers import WANTED, check_headers

    secret = secrets.token_hex(12)
    nobody = (Replica("away", hosted.proxy.folder), Replica("away too", hosted.proxy.folder))
    with nginx(nobody) as proxy:
        answer = Visitor(proxy.url, proxy.certificate).get(f"/?{SHARED_PARAMETER}={secret}")
        assert answer.status == 502
        check_headers(answer, WANTED)
        told = Hosted("", nobody, proxy)
        assert told.last_request("/")["status"] == 502
        assert secret not in proxy.words()
