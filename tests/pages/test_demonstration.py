"""A demonstration for everybody: no file comes in by any page or past them, nothing is published."""

from __future__ import annotations

import asyncio

import pytest

from lib.ui import frame
from lib.ui.serving.security import SecurityHeaders
from lib.ui.serving.startup import Hosting, check
from lib.ui.widgets import files
from tests.pages.app import open_dashboard, texts


@pytest.mark.parametrize(("page", "places"), [("upload", 1), ("check_table", 1), ("report", 1)])
def test_no_page_takes_a_file(monkeypatch, page, places):
    assert len(open_dashboard(page).get("file_uploader")) == places
    for module in (files, frame):
        monkeypatch.setattr(module, "hosting_settings", lambda: Hosting(demonstration=True))
    at = open_dashboard(page)
    assert not at.exception
    assert at.get("file_uploader") == []
    assert texts(at).count("no file can be brought here") == places
    assert "Demonstration: nothing is taken in or kept" in texts(at)


def status_of(path: str, *, takes_files: bool) -> int:
    """What the server answers to a request for this path, before Streamlit sees it."""
    answers = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def send(message):
        answers.append(message)

    scope = {"type": "http", "path": path, "headers": [], "method": "PUT"}
    asyncio.run(SecurityHeaders(app, takes_files=takes_files)(scope, None, send))
    return answers[0]["status"]


def test_a_file_sent_past_the_page_is_refused():
    path = "/tools/magnesium/_stcore/upload_file/one/two"
    assert status_of(path, takes_files=False) == 403
    assert status_of(path, takes_files=True) == 200
    assert status_of("/_stcore/health", takes_files=False) == 200


@pytest.mark.parametrize("publishing", [True, "true", "on"])
def test_it_cannot_publish(publishing):
    faults = check({"hosting": {"demonstration": True}, "snapshots": {"publishing": publishing}})
    assert any("demonstration and [snapshots] publishing cannot both be true" in fault for fault in faults)
    assert check({"hosting": {"demonstration": True}}) == []
    assert check({"hosting": {"demonstration": "yes"}}) == [
        "[hosting] demonstration must be true or false, without quotes"
    ]
