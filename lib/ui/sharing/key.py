"""The key of a shared link: it follows `#` in the address, which a browser sends to no server or proxy.

The browser hands it over the session's own connection once, and puts it back whenever Streamlit writes the address
anew, so that reloading, going back and copying the link keep working.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

COMPONENT = "shared key"
_JS = """
const KEYS = Symbol.for("keys of shared cohorts");

function keepKeys() {
  if (window[KEYS]) return window[KEYS];
  const keys = (window[KEYS] = new Map());
  const withKey = (address) => {
    if (address === undefined || address === null) return address;
    const url = new URL(address, window.location.href);
    const key = keys.get(url.searchParams.get("shared"));
    if (key && !url.hash) url.hash = key;
    return url.href;
  };
  for (const name of ["pushState", "replaceState"]) {
    const write = window.history[name].bind(window.history);
    window.history[name] = (state, title, address) => write(state, title, withKey(address));
  }
  return keys;
}

export default function ({ data, setTriggerValue }) {
  const keys = keepKeys();
  const hand = () => {
    const written = window.location.hash.slice(1);
    if (written) keys.set(data.id, written);
    setTriggerValue("key", { id: data.id, key: keys.get(data.id) ?? "", ask: data.ask });
  };
  if (data.ask) hand();
  window.addEventListener("hashchange", hand);
  return () => window.removeEventListener("hashchange", hand);
}
"""
_component = st.components.v2.component("shared_key", js=_JS)


def ask_for_key(id_text: str, ask: int, take: Callable[[], None]) -> None:
    """Ask the browser for the key of a link; draws nothing.

    Parameters
    ----------
    id_text : str
        The link's id.
    ask : int
        Number of the question; 0 to listen only, for a key that is corrected in the address.
    take : callable
        Called when the key is there; it finds it by `taken_key`.
    """
    _component(key=COMPONENT, data={"id": id_text, "ask": ask}, on_key_change=take, height="content")


def taken_key() -> tuple[str, str]:
    """Give id and key that the browser handed over, empty where it handed nothing."""
    value: Any = st.session_state.get(COMPONENT)
    handed = value.get("key") if value else None
    if not isinstance(handed, dict):
        return "", ""
    return str(handed.get("id", "")), str(handed.get("key", ""))
