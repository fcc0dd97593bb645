"""Headers that keep a page to itself: nothing is loaded from elsewhere, nothing is told elsewhere."""

import base64
import hashlib
import logging
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

LOG = logging.getLogger(__name__)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
#: What a browser can do that no page here asks of it; writing to the clipboard (Copy link) is not in it.
UNUSED_FEATURES = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
#: Headers of every answer beside the policy.
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
}
#: One year, as the preload lists ask for; sub-domains are the hospital's own affair.
STRICT_TRANSPORT = "max-age=31536000"
#: Downloads and pictures may hold patients' rows: no cache keeps them.
NOT_KEPT = re.compile(r"(?<!/static)/media/")
#: Where a browser sends a file to.
UPLOAD = re.compile(r"/_stcore/upload_file/")
REFUSAL = (403, b"Forbidden")
FAILURE = (500, b"Internal Server Error")
#: Beginning of an answer, over HTTP and in place of an upgrade to a WebSocket.
BEGINNINGS = {"http.response.start", "websocket.http.response.start", "websocket.accept"}


@cache
def content_security_policy(frame_ancestors: tuple[str, ...] = ()) -> str:
    """Write the policy: only this server's own files, and the inline scripts of Streamlit's page by their hash.

    Styles may be inline because Streamlit writes its theme that way; `blob:` scripts are the code of the
    dashboard's own controls, which Streamlit hands to the browser as blobs.
    """
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    hashes = " ".join(f"'sha256-{_sha256(script)}'" for script in INLINE_SCRIPT.findall(page))
    rules = {
        "default-src": "'self'",
        "script-src": f"'self' blob: {hashes}".rstrip(),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "worker-src": "'self' blob:",
        "connect-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": " ".join(["'self'", *frame_ancestors]),
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _sha256(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def security_headers(https: bool, frame_ancestors: tuple[str, ...] = ()) -> dict[str, str]:
    """Give the headers of every answer; behind TLS (`https`) browsers are told to stay with it.

    Where another origin may frame the pages, the older `X-Frame-Options`, which can name no origin, is left out.
    """
    headers = {"Content-Security-Policy": content_security_policy(frame_ancestors), **HEADERS}
    if frame_ancestors:
        del headers["X-Frame-Options"]
    return headers | ({"Strict-Transport-Security": STRICT_TRANSPORT} if https else {})


def from_elsewhere(headers: list[tuple[bytes, bytes]]) -> bool:
    """Say whether a request comes from another site's page, by its `Origin`.

    Allowed are the server's own origin, those of `server.corsAllowedOrigins` and `browser.serverAddress`.
    Streamlit's own check would ask a host on the internet for this machine's address before it says no.
    """
    given = {name.lower(): value.decode("latin-1").lower() for name, value in headers}
    origin = given.get(b"origin")
    if origin is None or not st.get_option("server.enableCORS"):
        return False
    try:
        parts = urlsplit(origin)
        own = parts.netloc == given.get(b"host") or parts.hostname == st.get_option("browser.serverAddress")
    except ValueError:
        return True
    named = {allowed.lower().rstrip("/") for allowed in st.get_option("server.corsAllowedOrigins")}
    return not (parts.netloc and own) and origin not in named


class SecurityHeaders:
    """ASGI middleware that adds the headers to every answer of the server, refusals and failures included.

    An upload is refused where files are not taken. An upgrade to a WebSocket that is refused is answered here,
    because the server's own refusal has no headers; and so is an error, because the framework's answer to it is
    given outside every middleware.
    """

    def __init__(
        self, app: Any, https: bool = False, frame_ancestors: tuple[str, ...] = (), takes_files: bool = True
    ) -> None:
        self.app = app
        self.takes_files = takes_files
        self.headers = [
            (name.lower().encode(), value.encode())
            for name, value in security_headers(https, frame_ancestors).items()
        ]

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Pass a request on; its answer gets the headers it does not have yet."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        answer = _Answer(scope, send, self.headers)
        unwanted = not self.takes_files and UPLOAD.search(scope["path"])
        if unwanted or from_elsewhere(scope["headers"]):
            await answer.refuse()
            return
        try:
            await self.app(scope, receive, answer.send)
        except Exception:
            # Whatever it was: told to the operator by type and place, to the reader as one plain sentence.
            if answer.begun or not answer.can_be_written:
                raise
            LOG.exception("a request failed")
            await answer.write(*FAILURE)


class _Answer:
    """The answer to one request on its way out."""

    def __init__(self, scope: dict[str, Any], send: Any, headers: list[tuple[bytes, bytes]]) -> None:
        self.upgrade = scope["type"] == "websocket"
        self.can_be_written = not self.upgrade or "websocket.http.response" in (scope.get("extensions") or {})
        self.headers = headers
        if NOT_KEPT.search(scope["path"]):
            self.headers = [*headers, (b"cache-control", b"no-store")]
        self.begun = False
        self._send = send

    async def send(self, message: dict[str, Any]) -> None:
        """Pass a message on, with the headers where it begins the answer."""
        if message["type"] == "websocket.close" and not self.begun:
            await self.refuse()
            return
        if message["type"] in BEGINNINGS:
            self.begun = True
            ours = {name for name, _ in self.headers if name == b"cache-control"}
            there = [pair for pair in message.get("headers") or [] if pair[0].lower() not in ours]
            names = {name.lower() for name, _ in there}
            added = [pair for pair in self.headers if pair[0] not in names]
            message = {**message, "headers": [*there, *added]}
        await self._send(message)

    async def refuse(self) -> None:
        """Say no; where a server cannot answer an upgrade in full, it is closed unopened."""
        if self.can_be_written:
            await self.write(*REFUSAL)
        else:
            await self._send({"type": "websocket.close", "code": 1008})

    async def write(self, status: int, text: bytes) -> None:
        """Give a whole answer of one plain sentence."""
        prefix = "websocket." if self.upgrade else ""
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(text))]
        await self.send({"type": f"{prefix}http.response.start", "status": status, "headers": headers})
        await self.send({"type": f"{prefix}http.response.body", "body": text})
