"""A published snapshot's link: this server's address, the settings in force, the id, and the key after `#`."""

from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

import streamlit as st

from lib.cohort.cohort import Cohort
from lib.share.link import SHARED_PARAMETER, Link
from lib.ui.navigation import PAGE_TABLE
from lib.ui.state.address import decode_settings, encode_settings
from lib.ui.state.session import current_cohort, current_settings


def link_of(link: Link, cohort: Cohort) -> str:
    """Write a link to the first page with the settings in force, as far as they fit the cohort that was published."""
    settings, _ = decode_settings(encode_settings(current_settings(), current_cohort()), cohort)
    query = {**encode_settings(settings, cohort), SHARED_PARAMETER: [link.id_text]}
    return f"{first_page(st.context.url or '')}?{urlencode(query, doseq=True)}#{link.key_text}"


def first_page(url: str) -> str:
    """Give the address of the first page from that of any page, without its settings."""
    parts = urlsplit(url)
    head, _, last = parts.path.rpartition("/")
    path = head if last in {entry.file for entry in PAGE_TABLE} else parts.path.rstrip("/")
    return f"{parts.scheme}://{parts.netloc}{path}/" if parts.netloc else "/"


def is_loopback(url: str) -> bool:
    """Tell whether an address opens on this computer only."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
