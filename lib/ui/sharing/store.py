"""Publishing on this server: the operator's settings from secrets and environment, and the one store."""

import logging
import os
import threading
from collections.abc import Mapping
from functools import cache
from typing import Any

import streamlit as st
from sqlalchemy.engine import URL

from lib.share.engine import engine_options, make_file
from lib.share.faults import DamagedStoreError, StoreError
from lib.share.schema import SchemaError
from lib.share.settings import FACTS, ShareSettings, read_settings
from lib.share.store import SnapshotStore

LOG = logging.getLogger(__name__)
#: Name of the connection, and of the section with the other settings, in secrets.toml.
CONNECTION, SECTION = "snapshots", "snapshots"
#: Environment variables: SNAPSHOTS_PUBLISHING, SNAPSHOTS_URL, …; they outrank the secrets.
ENVIRONMENT = "SNAPSHOTS_"
_BUILDING = threading.Lock()


def sharing_mapping(secrets: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """Gather the operator's settings as `lib.share.settings.check_settings` takes them.

    Parameters
    ----------
    secrets : mapping
        Sections of secrets.toml: `[snapshots]`, and `[connections.snapshots]` for the database, by `url` or by the
        parts that `st.connection` knows.
    environment : mapping of str to str
        Variables of the process.
    """
    section = secrets.get(SECTION, {})
    found = dict(section) if isinstance(section, Mapping) else {SECTION: section}
    connections = secrets.get("connections", {})
    connection = connections.get(CONNECTION, {}) if isinstance(connections, Mapping) else {}
    if isinstance(connection, Mapping) and (url := _url_of(connection)):
        found["url"] = url
    for fact in FACTS:
        name = f"{ENVIRONMENT}{fact.name.upper()}"
        if name in environment:
            found[fact.name] = environment[name]
    return found


def _url_of(connection: Mapping[str, Any]) -> str:
    if "url" in connection or "dialect" not in connection:
        return str(connection.get("url", ""))
    driver = connection.get("driver")
    url = URL.create(
        connection["dialect"] + (f"+{driver}" if driver else ""),
        connection.get("username"),
        connection.get("password"),
        connection.get("host"),
        int(connection["port"]) if "port" in connection else None,
        connection.get("database"),
        connection.get("query", {}),
    )
    return url.render_as_string(hide_password=False)


def read_secrets() -> dict[str, Any]:
    """Give the server's secrets, nothing where there are none."""
    return st.secrets.to_dict() if st.secrets.load_if_toml_exists() else {}


@cache
def share_settings() -> ShareSettings:
    """Give the operator's settings; with a fault in them nothing is published."""
    return read_settings(sharing_mapping(read_secrets(), os.environ))


@cache
def sign_in_configured() -> bool:
    """Tell whether readers can sign in here (`[auth]` in the secrets)."""
    return bool(read_secrets().get("auth"))


def signed_in() -> bool:
    """Tell whether this reader has signed in."""
    return sign_in_configured() and bool(st.user.is_logged_in)


def visitor() -> str:
    """Tell one visitor from another for the limit of each: who signed in, else the address that asks.

    Behind a proxy the address is the proxy's own unless it is trusted (`FORWARDED_ALLOW_IPS`).
    """
    if signed_in():
        return f"user {st.user.get('sub') or st.user.get('email') or ''}"
    return f"address {st.context.ip_address or 'this machine'}"


def snapshot_store() -> SnapshotStore:
    """Give this server's store, with its tables made or brought up to date.

    Raises
    ------
    StoreError
        It does not answer.
    """
    with _BUILDING:
        return _make_store()


@cache
def _make_store() -> SnapshotStore:
    settings = share_settings()
    try:
        make_file(settings.url)
    except OSError as error:
        raise StoreError(f"The file of the snapshots cannot be made ({error.strerror}).") from None
    connection = st.connection(CONNECTION, type="sql", url=settings.url, **engine_options(settings.url))
    store = SnapshotStore(connection.engine, settings.limits)
    try:
        store.migrate()
    except SchemaError as error:
        raise StoreError(str(error)) from None
    return store


def store_state() -> str:
    """Say whether the store answers: `ok`, `off` where nothing is published, `unreachable`, or that it is damaged."""
    if not share_settings().publishing:
        return "off"
    try:
        snapshot_store().usage()
    except DamagedStoreError as error:
        return str(error)
    except StoreError:
        return "unreachable"
    return "ok"


def purge_expired() -> int:
    """Delete the snapshots whose time is over, and give their number; nothing where nothing is published.

    Raises
    ------
    StoreError
        The store does not answer.
    """
    if not share_settings().publishing:
        return 0
    store = snapshot_store()
    gone = store.purge()
    if gone:
        store.vacuum()
    return gone
