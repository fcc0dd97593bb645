"""The control that copies a table: it pastes as a table into Word or a mail, as cells into a spreadsheet."""

import streamlit as st

from lib.export.tables.clipboard import clipboard_html, clipboard_text
from lib.present.common.table import PrintTable

_HTML = '<button type="button">Copy table</button><span role="status" aria-live="polite"></span>'
_CSS = """
:host, div { font-family: var(--st-font); }
button { all: unset; box-sizing: border-box; cursor: pointer; color: var(--st-text-color);
  font: 400 0.875rem var(--st-font); border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
  padding: .25rem .75rem; min-height: 2.5rem; }
button:hover { border-color: var(--st-primary-color); color: var(--st-primary-color); }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
span { margin-left: .5rem; font: 400 0.875rem var(--st-font); color: var(--st-text-color); opacity: .8; }
"""
_JS = """
export default function ({ parentElement, data }) {
  const button = parentElement.querySelector("button");
  const status = parentElement.querySelector("span");
  const say = (text) => { status.textContent = text; setTimeout(() => { status.textContent = ""; }, 4000); };
  const byHand = () => {
    let written = false;
    const write = (event) => {
      event.clipboardData.setData("text/html", data.html);
      event.clipboardData.setData("text/plain", data.text);
      event.preventDefault();
      written = true;
    };
    document.addEventListener("copy", write, { once: true, capture: true });
    document.execCommand("copy");
    document.removeEventListener("copy", write, { capture: true });
    return written;
  };
  button.onclick = async () => {
    const as = (type, text) => new Blob([text], { type });
    try {
      await navigator.clipboard.write([new ClipboardItem({
        "text/html": as("text/html", data.html), "text/plain": as("text/plain", data.text),
      })]);
      say("Copied");
    } catch {
      say(byHand() ? "Copied" : "Select the table on the page and copy it");
    }
  };
}
"""
_component = st.components.v2.component("copy_table", html=_HTML, css=_CSS, js=_JS)


def show_copy_table(name: str, table: PrintTable) -> None:
    """Draw the control for a table whose files are called `name`."""
    data = {"html": clipboard_html(table), "text": clipboard_text(table)}
    _component(key=f"{name} copy", data=data, height="content", width="content")
