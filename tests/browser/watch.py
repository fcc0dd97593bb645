"""Watches a browser context for what must never happen on a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.browser.server import Server

# Streamlit probes these two under a deep link's own path before it finds the root's.
STREAMLITS_PROBES = re.compile(r"^.+/_stcore/(health|host-config)$")
# These schemes carry their content in the address: nothing leaves the machine.
WITHOUT_HOST = {"data", "blob", "about"}


@dataclass
class Watch:
    """Console errors, page errors and requests to any host but our own servers, also those yet to start."""

    servers: list[Server]
    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> None:
        """Listen to every page of the context, pop-ups too."""
        context.on("console", self.hear)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("page", self.follow)

    def follow(self, page: Page) -> None:
        """Web sockets are told by the page alone, not by the context."""
        page.on("websocket", lambda socket: self.requests.append(socket.url))

    def hear(self, message: ConsoleMessage) -> None:
        """Keep an error of the console, save Streamlit's own probes."""
        address = message.location.get("url", "")
        if message.type == "error" and not STREAMLITS_PROBES.match(urlsplit(address).path):
            self.console.append(f"{message.text} {address}".strip())

    def outside(self) -> list[str]:
        """Requests that left for another host."""
        ours = {urlsplit(server.url).netloc for server in self.servers}
        parts = {url: urlsplit(url) for url in self.requests}
        return [
            url for url, part in parts.items() if part.scheme not in WITHOUT_HOST and part.netloc not in ours
        ]

    def faults(self) -> list[str]:
        """Everything seen so far that must not happen, in words."""
        return [
            *(f"console error: {text}" for text in self.console),
            *(f"page error: {text}" for text in self.errors),
            *(f"request to another host: {url}" for url in self.outside()),
        ]

    def forget(self) -> None:
        """Drop what was seen, for a test that has looked at it and expects it."""
        for seen in (self.console, self.errors, self.requests):
            seen.clear()
