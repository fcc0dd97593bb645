"""Headers on every answer there is: pages, files, health, downloads, refusals, faults, nginx's own pages."""

from __future__ import annotations

import socket
import urllib.parse

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.hosting.fixtures import Hosted
from tests.hosting.visitor import Answer, Visitor

# What an IT department looks for, and the only value of each that it accepts.
WANTED = {
    "Content-Security-Policy": ("default-src 'self';", "default-src 'none';"),
    "X-Content-Type-Options": ("nosniff",),
    "X-Frame-Options": ("SAMEORIGIN", "DENY"),
    "Referrer-Policy": ("no-referrer",),
    "Cross-Origin-Resource-Policy": ("same-origin",),
    "Strict-Transport-Security": ("max-age=31536000",),
}
# nginx's own pages (its 404, its 502) need no more than those above.
WANTED_OF_SERVER = {
    "Cross-Origin-Opener-Policy": ("same-origin",),
    "Permissions-Policy": ("accelerometer=()",),
}
# (what it is, method, path, headers, status)
REQUESTS = (
    ("page", "GET", "/", {}, 200),
    ("deep link", "GET", "/trajectories?sex=female", {}, 200),
    # Streamlit gives its page for an address it does not know, and the page says so itself.
    ("a page that is not there", "GET", "/no/such/page", {}, 200),
    ("liveness", "GET", "/healthz", {}, 200),
    ("readiness", "GET", "/readyz", {}, 200),
    ("Streamlit's health", "GET", "/_stcore/health", {}, 200),
    ("host config", "GET", "/_stcore/host-config", {}, 200),
    ("icon", "GET", "/favicon.png", {}, 200),
    ("download that is not there", "GET", "/media/0123.csv", {}, 404),
    ("component that is not there", "GET", "/component/none/index.html", {}, 404),
    ("upload without its token", "PUT", "/_stcore/upload_file/none/none", {}, 403),
    ("upload's options", "OPTIONS", "/_stcore/upload_file/none/none", {}, 204),
    ("wrong method", "POST", "/healthz", {}, 405),
    ("method without a route", "DELETE", "/", {}, 405),
    ("path that climbs", "GET", "/..%2f..%2fetc/passwd", {}, 400),
    ("another site's page", "GET", "/_stcore/host-config", {"Origin": "https://elsewhere.example"}, 403),
    ("nobody's page", "GET", "/_stcore/health", {"Origin": "null"}, 403),
    ("upgrade without a handshake", "GET", "/_stcore/stream", {}, 200),
    ("figures of the server", "GET", "/_stcore/metrics", {}, 404),
    ("agents' interface", "GET", "/_stcore/agent/openapi.json", {}, 404),
)


def check_headers(answer: Answer, wanted: dict[str, tuple[str, ...]]) -> None:
    """Each header once, with one of its values."""
    for name, values in wanted.items():
        value = answer.header(name)
        assert value is not None, f"{name} is missing"
        assert value.startswith(values), f"{name}: {value}"


@pytest.mark.parametrize(
    ("what", "method", "path", "headers", "status"), REQUESTS, ids=[r[0] for r in REQUESTS]
)
def test_every_answer_carries_the_headers(hosted: Hosted, what, method, path, headers, status):
    answer = hosted.visitor().get(path, method, **headers)
    assert answer.status == status
    check_headers(answer, WANTED)
    if answer.header("Content-Security-Policy").startswith("default-src 'self'"):
        check_headers(answer, WANTED_OF_SERVER)
    if status >= 400:
        assert len(answer.body) < 1000
        assert b"Traceback" not in answer.body
        assert b".py" not in answer.body


def test_without_the_proxy_the_server_has_them_too(hosted: Hosted):
    for _, method, path, headers, _ in REQUESTS:
        answer = Visitor(hosted.replicas[0].url).get(path, method, **headers)
        check_headers(answer, WANTED | WANTED_OF_SERVER)


@pytest.mark.parametrize(
    ("path", "origin", "host"),
    [
        ("/_stcore/stream", "https://elsewhere.example", None),
        ("/_stcore/stream", "null", None),
        ("/no/such/stream", None, None),
        ("/_stcore/stream", None, "elsewhere.example"),
    ],
    ids=["another site", "nobody", "no such path", "another name"],
)
def test_refused_upgrade_has_the_headers(hosted: Hosted, path, origin, host):
    visitor = hosted.visitor()
    headers = {"Host": host} if host else {}
    url = hosted.proxy.url.replace("https", "wss") + path
    own = {} if origin is None else {"origin": origin}
    if host:
        # The client writes the name of its address: the replica is asked by address, with another name.
        answer = raw_upgrade(hosted.replicas[0].port, host)
        assert answer.status == 403
        check_headers(answer, WANTED | WANTED_OF_SERVER)
        return
    with pytest.raises(InvalidStatus) as refused:
        connect(url, ssl=visitor.tls(), additional_headers=headers, **own)
    response = refused.value.response
    assert response.status_code == 403
    check_headers(Answer(403, list(response.headers.raw_items()), response.body), WANTED | WANTED_OF_SERVER)


def raw_upgrade(port: int, host: str) -> Answer:
    """Ask for an upgrade under a name of our choice."""
    lines = [
        "GET /_stcore/stream HTTP/1.1", f"Host: {host}", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==", "Sec-WebSocket-Version: 13", "", "",
    ]  # fmt: skip
    with socket.create_connection(("127.0.0.1", port), timeout=10) as one:
        one.sendall("\r\n".join(lines).encode())
        came = b""
        while block := one.recv(65536):
            came += block
    head, _, body = came.partition(b"\r\n\r\n")
    first, *rest = head.decode().split("\r\n")
    pairs = [tuple(line.split(": ", 1)) for line in rest]
    return Answer(int(first.split()[1]), pairs, body)


def test_accepted_upgrade_has_the_headers(hosted: Hosted):
    with hosted.visitor() as visitor:
        visitor.connect()
        came = visitor.socket.response
        check_headers(Answer(101, list(came.headers.raw_items()), b""), WANTED | WANTED_OF_SERVER)


def test_download_has_the_headers_and_is_kept_nowhere(hosted: Hosted):
    with hosted.visitor() as visitor:
        visitor.open("upload")
        place = visitor.download()
        assert "/media/" in place
        answer = visitor.get(place)
    assert answer.status == 200
    assert answer.header("Content-Disposition").startswith("attachment")
    assert answer.body
    assert answer.header("Cache-Control") == "no-store"
    check_headers(answer, WANTED | WANTED_OF_SERVER)


def test_static_files_are_compressed_and_kept(hosted: Hosted):
    page = hosted.visitor().get("/").body.decode()
    script = page.split('src="./static/js/')[1].split('"')[0]
    answer = hosted.visitor().get(f"/static/js/{urllib.parse.quote(script)}", Accept_Encoding="gzip")
    plain = hosted.visitor().get(f"/static/js/{urllib.parse.quote(script)}")
    assert answer.header("Content-Encoding") == "gzip"
    assert len(answer.body) < len(plain.body) / 2
    assert "immutable" in answer.header("Cache-Control")
    check_headers(answer, WANTED | WANTED_OF_SERVER)


def test_plain_http_leads_to_tls(hosted: Hosted):
    answer = Visitor(f"http://localhost:{hosted.proxy.plain_port}").get("/anova")
    assert answer.status == 301
    assert answer.header("Location") == "https://localhost/anova"


def test_too_large_an_upload_is_refused_by_the_proxy(hosted: Hosted):
    answer = hosted.visitor().get(
        "/_stcore/upload_file/none/none", "PUT", None, Content_Length=str(60 * 2**20), Expect="100-continue"
    )
    assert answer.status == 413
    check_headers(answer, WANTED)


def test_cookies_are_for_tls_alone(hosted: Hosted):
    answer = hosted.visitor().get("/_stcore/health")
    cookies = [value.lower() for name, value in answer.headers if name.lower() == "set-cookie"]
    assert {cookie.split("=")[0] for cookie in cookies} == {"replica", "_streamlit_xsrf"}
    for cookie in cookies:
        assert "secure" in cookie
        assert "samesite=lax" in cookie
