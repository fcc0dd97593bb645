"""Before the first visitor: settings that cannot be right, logs that hold no row, uploads that touch no disk."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import streamlit as st
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartParser
from starlette.requests import Request

from lib.ui.serving import logs
from lib.ui.serving.probe import lives
from lib.ui.serving.security import from_elsewhere, security_headers
from lib.ui.serving.startup import (
    COOKIE_SECRET_LENGTH,
    SAFE_OPTIONS,
    WRONG_SETTINGS,
    check,
    keep_uploads_in_memory,
    read_secrets,
)
from tests.browser.server import ROOT, free_port
from tests.hosting.services import write_home

AUTH = {
    "redirect_uri": "https://magnesium.example/oauth2callback",
    "cookie_secret": "c" * COOKIE_SECRET_LENGTH,
    "client_id": "id",
    "client_secret": "secret",
    "server_metadata_url": "https://identity.example/.well-known/openid-configuration",
}


def without(mapping: dict, name: str) -> dict:
    return {key: value for key, value in mapping.items() if key != name}


@pytest.mark.parametrize(
    "secrets",
    [
        {},
        {"hosting": {"https": True}},
        {"hosting": {"frame_ancestors": ["https://intranet.example", "http://localhost:8080"]}},
        {"auth": AUTH},
        {
            "auth": {
                "redirect_uri": AUTH["redirect_uri"],
                "cookie_secret": AUTH["cookie_secret"],
                "clinic": without(without(AUTH, "redirect_uri"), "cookie_secret"),
            }
        },
        {"snapshots": {"publishing": True, "url": "postgresql://u:p@db/snapshots"}},
    ],
    ids=["none", "https", "frames", "sign-in", "sign-in by a named provider", "publishing"],
)
def test_right_settings(secrets):
    assert check(secrets) == []


@pytest.mark.parametrize(
    ("secrets", "told"),
    [
        ({"hosting": {"https": "yes"}}, ["[hosting] https must be true or false, without quotes"]),
        ({"hosting": {"tls": True}}, ["[hosting] has no tls; it has https"]),
        ({"hosting": "on"}, ["[hosting] must be a section of secrets.toml"]),
        ({"auth": without(AUTH, "client_id")}, ["[auth] client_id is missing"]),
        (
            {"auth": AUTH | {"cookie_secret": "hunter2"}},
            ["[auth] cookie_secret must have 32 characters or more"],
        ),
        (
            {"auth": AUTH | {"redirect_uri": "https://x/y"}},
            ["[auth] redirect_uri must end in /oauth2callback"],
        ),
        (
            {"auth": {"clinic": {}}},
            ["redirect_uri", "cookie_secret", "client_id", "client_secret", "server_met"],
        ),
        ({"snapshots": {"publishing": "perhaps"}}, ["snapshots.publishing"]),
        ({"snapshots": {"url": "mysql://root:hunter2@db/x"}}, ["snapshots.url"]),
        ({"snapshots": {"view_needs_sign_in": True}}, ["snapshots.view_needs_sign_in"]),
    ],
)
def test_each_fault_has_one_line_that_repeats_no_secret(secrets, told):
    faults = check(secrets)
    assert len(faults) == len(told)
    for fault, part in zip(faults, told, strict=True):
        assert part in fault
        assert "\n" not in fault
        assert "hunter2" not in fault


@pytest.mark.parametrize(
    "origins",
    [
        "https://a.example",
        ["*"],
        ["https://*.example"],
        ["https://a.example/path"],
        ["'self'; script-src *"],
        [1],
    ],
)
def test_frames_are_of_named_origins_alone(origins):
    (fault,) = check({"hosting": {"frame_ancestors": origins}})
    assert fault.startswith("[hosting] frame_ancestors must be a list of origins")


def test_who_may_frame_the_pages():
    closed, opened = security_headers(False), security_headers(False, ("https://intranet.example",))
    assert closed["Content-Security-Policy"].endswith("frame-ancestors 'self'")
    assert closed["X-Frame-Options"] == "SAMEORIGIN"
    assert opened["Content-Security-Policy"].endswith("frame-ancestors 'self' https://intranet.example")
    assert "X-Frame-Options" not in opened
    assert {*closed} - {*opened} == {"X-Frame-Options"}


def test_files_of_secrets(tmp_path: Path):
    good, bad, binary = tmp_path / "a.toml", tmp_path / "b.toml", tmp_path / "c.toml"
    good.write_text("[hosting]\nhttps = true\n")
    bad.write_text('[snapshots]\nurl = "postgresql://u:hunter2@db\n')
    binary.write_bytes(b"\xff\xfe")
    secrets, faults = read_secrets([good, bad, binary, tmp_path / "none.toml", tmp_path])
    assert secrets == {"hosting": {"https": True}}
    assert [fault.split(": ")[0] for fault in faults] == [f"{bad} is not TOML", f"{binary} is not TOML"]
    assert "line 2" in faults[0]
    assert "hunter2" not in "".join(faults)


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path):
    (tmp_path / "secrets.toml").mkdir()
    _, faults = read_secrets([tmp_path / "secrets.toml"])
    assert len(faults) == 1
    assert "cannot be read: Is a directory" in faults[0]


def test_server_with_faults_ends_at_once_with_a_line_for_each(tmp_path: Path):
    home = write_home(tmp_path, '[hosting]\nhttps = 1\n[snapshots]\nurl = "mysql://u:hunter2@db/x"\n')
    done = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(free_port())],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "STREAMLIT_SERVER_COOKIE_SECRET": "short"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == WRONG_SETTINGS
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["level"] for line in lines] == ["critical"] * 3
    assert [
        "https" in lines[0]["message"],
        "url" in lines[1]["message"],
        "cookie" in lines[2]["message"],
    ] == [True] * 3
    assert "hunter2" not in done.stderr + done.stdout


def test_project_has_the_safe_options():
    for name, safe, _ in SAFE_OPTIONS:
        assert st.get_option(name) == safe, name
    assert st.get_option("server.maxUploadSize") == 50
    assert st.get_option("client.toolbarMode") == "minimal"


@pytest.fixture
def record():
    """Make records as the server does, from a place that is read like any other."""

    def make(text: object, *given: object, name: str = "library", error: BaseException | None = None) -> dict:
        line = sys._getframe(1).f_lineno
        found = logs.make_record(
            name, logging.ERROR, __file__, line, text, given, error and (None, error, None)
        )
        assert found.args == ()
        assert found.exc_info is None
        return json.loads(found.getMessage())

    return make


def test_text_that_stands_in_the_source_is_told(record):
    assert record("the port is taken")["message"] == "the port is taken"
    assert record("port %s is taken", 8501)["message"] == "port 8501 is taken"
    assert record("%d %% of %s", 5, "Jan Kowalski")["message"] == "%d %% of %s"
    assert record("port %s", "Jan", name="lib.ui.here")["message"] == "port Jan"


def test_text_made_while_running_is_not(record):
    name = "Jan Kowalski"
    assert record(f"no {name}")["message"] == ""
    assert record(ValueError(name))["message"] == ""
    told = record(f"no {name}", name="lib.ui.here")
    assert told["message"] == ""
    assert told["place"].startswith("tests/hosting/test_startup.py:")


def test_error_is_told_without_its_message(record):
    try:
        try:
            float("Jan Kowalski")
        except ValueError as first:
            raise KeyError("Jan Kowalski") from first
    except KeyError as second:
        told = record("it failed", error=second)
    assert told["error"]["type"] == "KeyError"
    assert told["error"]["after"]["type"] == "ValueError"
    assert told["error"]["at"][-1].endswith("test_error_is_told_without_its_message")
    assert "Kowalski" not in json.dumps(told)


def test_warning_is_told_by_kind_and_place():
    # In a process of its own, as the hooks are the process's.
    code = (
        "import logging, sys, threading, warnings\n"
        "from lib.ui.serving.logs import log_as_json\n"
        "log_as_json()\n"
        "warnings.warn('cell B7 holds Jan Kowalski')\n"
        "thread = threading.Thread(target=lambda: int('Jan Kowalski')); thread.start(); thread.join()\n"
        "raise RuntimeError('Jan Kowalski')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    told = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["message"] for line in told] == [
        "UserWarning at <string>:4",
        "a thread ended with an error",
        "the server ended with an error",
    ]
    assert "Kowalski" not in done.stderr
    assert done.returncode == 1


def test_uploads_touch_no_disk(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(MultiPartParser, "spool_max_size", MultiPartParser.spool_max_size)

    roll, rolled = tempfile.SpooledTemporaryFile.rollover, []

    def count(file: tempfile.SpooledTemporaryFile) -> None:
        rolled.append(file)
        roll(file)

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", count)
    asyncio.run(upload(2))
    assert len(rolled) == 1
    rolled.clear()
    keep_uploads_in_memory()
    assert asyncio.run(upload(st.get_option("server.maxUploadSize"))) == 50 * 2**20
    assert rolled == []


async def upload(megabytes: int) -> int:
    """Send a file as a browser does, and give the bytes that came."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="c.csv"\r\n\r\n'
    body = head + b"1" * (megabytes * 2**20) + b"\r\n--x--\r\n"
    scope = {"type": "http", "headers": [(b"content-type", b"multipart/form-data; boundary=x")]}
    blocks = [body[start : start + 2**18] for start in range(0, len(body), 2**18)]

    async def receive() -> dict:
        return {"type": "http.request", "body": blocks.pop(0), "more_body": bool(blocks)}

    form = await Request(scope, receive).form()
    file = form["file"]
    assert isinstance(file, UploadFile)
    await form.close()
    return file.size or 0


@pytest.mark.parametrize(
    ("origin", "host", "elsewhere"),
    [
        (None, "magnesium.example", False),
        ("https://magnesium.example", "magnesium.example", False),
        ("https://MAGNESIUM.example:8443", "magnesium.example:8443", False),
        ("http://localhost:8501", "127.0.0.1:8501", False),
        ("https://magnesium.example:8443", "magnesium.example", True),
        ("https://evil.example", "magnesium.example", True),
        ("https://magnesium.example.evil.example", "magnesium.example", True),
        ("null", "magnesium.example", True),
        ("", "", True),
        ("https://[::1", "magnesium.example", True),
    ],
)
def test_requests_from_elsewhere(origin, host, elsewhere):
    headers = [(b"Host", host.encode())] + ([] if origin is None else [(b"Origin", origin.encode())])
    assert from_elsewhere(headers) is elsewhere


def test_another_sites_request_asks_nobody_on_the_internet(monkeypatch: pytest.MonkeyPatch):
    # Streamlit's own check of an origin it does not know asks an outside host for this machine's address.
    from streamlit import net_util
    from streamlit.web.server.server_util import is_url_from_allowed_origins

    asked = []
    monkeypatch.setattr(net_util, "get_external_ip", lambda: asked.append("internet"))
    monkeypatch.setattr(net_util, "get_internal_ip", lambda: None)
    assert from_elsewhere([(b"host", b"magnesium.example"), (b"origin", b"https://evil.example")])
    assert asked == []
    assert not is_url_from_allowed_origins("https://evil.example")
    assert asked == ["internet"]


def test_probe_without_a_server():
    assert not lives(free_port())
