"""The control that copies the address of the page, with every setting in it."""

import streamlit as st

_HTML = (
    '<button type="button">Copy link</button><small hidden>opens on this computer only</small>'
    '<span role="status" aria-live="polite"></span>'
)
_CSS = """
:host, div { font-family: var(--st-font); }
button { all: unset; cursor: pointer; color: var(--st-link-color); font: 400 0.875rem var(--st-font);
  text-decoration: underline; text-underline-offset: 2px; }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
span, small { margin-left: .5rem; font: 400 0.8125rem var(--st-font); color: var(--st-text-color); opacity: .85; }
"""
_JS = """
export default function ({ parentElement }) {
  const button = parentElement.querySelector("button");
  const status = parentElement.querySelector("span");
  const own = /^(localhost|.*\\.localhost|127(\\.\\d+){3}|0\\.0\\.0\\.0|\\[::1?\\])$/;
  parentElement.querySelector("small").hidden = !own.test(window.location.hostname);
  const say = (text) => { status.textContent = text; setTimeout(() => { status.textContent = ""; }, 4000); };
  const byHand = (address) => {
    const field = document.createElement("textarea");
    field.value = address;
    document.body.appendChild(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  };
  button.onclick = async () => {
    const address = window.location.href;
    try {
      await navigator.clipboard.writeText(address);
      say("Copied");
    } catch {
      say(byHand(address) ? "Copied" : "Copy it from the address bar");
    }
  };
}
"""
_component = st.components.v2.component("copy_link", html=_HTML, css=_CSS, js=_JS)


def show_copy_link() -> None:
    """Draw the control; the address is read in the browser at the moment of the click."""
    _component(key="copy_link", height="content")
