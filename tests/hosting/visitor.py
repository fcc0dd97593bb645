"""A reader without a browser: speaks to the server as Streamlit's own page does, over HTTP and its WebSocket."""

from __future__ import annotations

import json
import ssl
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from http.cookies import SimpleCookie
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import InvalidHandshake
from websockets.sync.client import ClientConnection, connect

FINISHED = ForwardMsg.FINISHED_SUCCESSFULLY
#: A run that was interrupted by the next one, or a fragment's: neither ends what we wait for.
WAIT_SECONDS = 60.0
#: A page that is refused once tries again.
CONNECTING_TRIES = 3
#: As large as the server may send: a chart with every row in it.
MAX_BYTES = 200 * 2**20


class VisitError(RuntimeError):
    """The server did not do what a reader's page waits for."""


@dataclass
class Answer:
    """An answer over HTTP, read to its end."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The one header of this name; raises VisitError where there are several."""
        found = [value for key, value in self.headers if key.lower() == name.lower()]
        if len(found) > 1:
            raise VisitError(f"{name} came {len(found)} times")
        return found[0] if found else None


@dataclass
class Visitor:
    """One reader: cookies, connection, and what the page shows."""

    url: str
    certificate: Path | None = None
    cookies: dict[str, str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    session: str = ""
    page: str = ""
    query: str = ""
    elements: dict[tuple[int, ...], ForwardMsg] = field(default_factory=dict)
    widgets: dict[str, WidgetState] = field(default_factory=dict)
    socket: ClientConnection | None = None
    open_things: ExitStack = field(default_factory=ExitStack)
    bytes_in: int = 0

    def __enter__(self) -> Visitor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.leave()

    def get(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Ask over HTTP, with the cookies held; keep those that are given."""
        parts = urlsplit(self.url)
        opener = (
            HTTPSConnection(parts.hostname, parts.port, timeout=WAIT_SECONDS, context=self.tls())
            if parts.scheme == "https"
            else HTTPConnection(parts.hostname, parts.port, timeout=WAIT_SECONDS)
        )
        sent = {"Cookie": self.cookie_header(), **{k.replace("_", "-"): v for k, v in headers.items()}}
        try:
            opener.request(method, parts.path.rstrip("/") + path, body, {k: v for k, v in sent.items() if v})
            came = opener.getresponse()
            answer = Answer(came.status, came.getheaders(), came.read())
        finally:
            opener.close()
        self.keep_cookies(came)
        return answer

    def tls(self) -> ssl.SSLContext | None:
        """Trust the one certificate that we made, and no other."""
        if self.certificate is None:
            return None
        return ssl.create_default_context(cafile=self.certificate)

    def cookie_header(self) -> str:
        """The cookies as a header."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def keep_cookies(self, came: HTTPResponse) -> None:
        """Take the cookies of an answer."""
        for line in came.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value

    def open(self, page: str = "", query: str = "") -> float:
        """Open a page as an address would; seconds until the script has finished."""
        began = time.monotonic()
        self.get("/" + page + (f"?{query}" if query else ""))
        self.get("/_stcore/health")
        self.connect()
        self.page, self.query = page, query
        self.run(page_name=page)
        return time.monotonic() - began

    def connect(self) -> None:
        """Open the WebSocket, as the session held before where there was one."""
        for tries_left in reversed(range(CONNECTING_TRIES)):
            # What entered the connection is left again when the page tries anew.
            self.open_things = ExitStack()
            try:
                self.socket = self.open_things.enter_context(self.connecting())
            except InvalidHandshake:
                # Streamlit's page asks for the health again and tries anew when a connection comes to nothing.
                if not tries_left:
                    raise
                self.get("/_stcore/health")
            else:
                return

    def connecting(self) -> ClientConnection:
        """One try to open the WebSocket; raises InvalidHandshake where the answer is none."""
        parts = urlsplit(self.url)
        scheme = "wss" if parts.scheme == "https" else "ws"
        token = self.cookies.get("_streamlit_xsrf", "none")
        return connect(
            f"{scheme}://{parts.netloc}{parts.path.rstrip('/')}/_stcore/stream",
            ssl=self.tls(),
            origin=f"{parts.scheme}://{parts.netloc}",
            additional_headers={"Cookie": self.cookie_header()},
            subprotocols=["streamlit", token, *([self.session] if self.session else [])],
            max_size=MAX_BYTES,
            open_timeout=WAIT_SECONDS,
            compression=None,
            # A server that was stopped in the middle of a run does not answer a close.
            close_timeout=1,
        )

    def go(self, page: str) -> float:
        """Go to another page by its name in the navigation; seconds until the script has finished."""
        began = time.monotonic()
        self.page = page
        self.run(page_script_hash=self.pages[page])
        return time.monotonic() - began

    def set(self, key: str, **value: object) -> float:
        """Set a widget by its key; seconds until the script has finished."""
        began = time.monotonic()
        state = WidgetState(id=self.widget_id(key))
        for name, given in value.items():
            inner = getattr(state, name)
            if hasattr(inner, "data"):
                inner.data.extend(given)
                inner.SetInParent()
            else:
                setattr(state, name, given)
        self.widgets[state.id] = state
        self.run(page_script_hash=self.pages[self.page])
        return time.monotonic() - began

    def download(self) -> str:
        """Press the first download button of the page, and give where its file is to be had."""
        buttons = (message.delta.new_element.download_button for message in self.elements.values())
        file_id = next((button.deferred_file_id for button in buttons if button.deferred_file_id), "")
        if not file_id:
            raise VisitError(f"no download on {self.page or 'the first page'}")
        message = BackMsg()
        message.backend_operation_request.request_id = "1"
        message.backend_operation_request.session_id = self.session
        message.backend_operation_request.deferred_file.file_id = file_id
        self.socket.send(message.SerializeToString())
        while True:
            came = ForwardMsg.FromString(self.socket.recv(timeout=WAIT_SECONDS))
            if came.WhichOneof("type") == "backend_operation_response":
                return came.backend_operation_response.deferred_file.url

    def upload(self, name: str, content: bytes) -> Answer:
        """Send a file as the page does: ask where to, then put it there with the token."""
        message = BackMsg()
        asked = message.file_urls_request
        asked.request_id, asked.session_id = "1", self.session
        asked.file_names.append(name)
        self.socket.send(message.SerializeToString())
        while True:
            came = ForwardMsg.FromString(self.socket.recv(timeout=WAIT_SECONDS))
            if came.WhichOneof("type") == "file_urls_response":
                place = came.file_urls_response.file_urls[0].upload_url
                break
        head = f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + b"\r\n--x--\r\n"
        token = self.cookies["_streamlit_xsrf"]
        kind = "multipart/form-data; boundary=x"
        return self.get(place, "PUT", body, X_Xsrftoken=token, Content_Type=kind)

    def trigger(self, widget: str, event: str, value: object) -> None:
        """Do what a component of the page does when something happens in it."""
        once = WidgetState(id=_make_trigger_id(widget, "events"))
        once.json_trigger_value = json.dumps([{"event": event, "value": value}])
        self.run(once, page_script_hash=self.pages[self.page])

    def run(self, once: WidgetState | None = None, **asked: str) -> None:
        """Ask for a run of the script and take what it sends until it has finished."""
        self.elements.clear()
        self.ask(once, **asked)
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            came = self.socket.recv(timeout=WAIT_SECONDS)
            self.bytes_in += len(came)
            if self.take(ForwardMsg.FromString(came)):
                return
        raise VisitError("the script did not finish")

    def ask(self, once: WidgetState | None = None, **asked: str) -> None:
        """Ask for a run and wait for nothing; what happens once goes with this run alone."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self.query
        state.widget_states.widgets.extend([*self.widgets.values(), *([once] if once else [])])
        for name, value in asked.items():
            setattr(state, name, value)
        state.context_info.timezone = "UTC"
        state.context_info.url = f"{self.url}/{self.page}"
        self.socket.send(message.SerializeToString())

    def take(self, message: ForwardMsg) -> bool:
        """Take one message in; whether it says that the run has finished."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.session = message.new_session.initialize.session_id
        elif kind == "navigation":
            self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            self.pages[""] = next(
                page.page_script_hash for page in message.navigation.app_pages if page.is_default
            )
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta":
            self.elements[tuple(message.metadata.delta_path)] = message
        return kind == "script_finished" and message.script_finished == FINISHED

    def widget_id(self, key: str) -> str:
        """Full id of the widget with this key on the page."""
        for message in self.elements.values():
            element = message.delta.new_element
            kind = element.WhichOneof("type")
            found = getattr(getattr(element, kind), "id", "") if kind else ""
            if found.endswith(f"-{key}"):
                return found
        raise VisitError(f"no widget {key} on {self.page or 'the first page'}")

    def exceptions(self) -> list[str]:
        """What the page shows of errors."""
        found = (message.delta.new_element for message in self.elements.values())
        return [str(element.exception) for element in found if element.WhichOneof("type") == "exception"]

    def text(self) -> str:
        """Everything the page shows, as the protocol writes it."""
        return "\n".join(str(message.delta) for message in self.elements.values())

    def leave(self) -> None:
        """Close the connection."""
        self.open_things.close()
        self.socket = None
