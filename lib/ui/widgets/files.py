"""The place for a file: the one way by which a reader's file comes in, or the sentence why none may."""

from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from lib.ui.serving.startup import hosting_settings
from lib.ui.widgets.blocks import show_quiet

NO_FILES = (
    "This is a demonstration with the synthetic cohort alone: no file can be brought here. On a computer or server "
    "of your own the same program takes yours."
)


def choose_file(
    label: str,
    types: list[str],
    *,
    key: str,
    on_change: Callable[..., None] | None = None,
    args: tuple[Any, ...] = (),
    max_upload_size: int | None = None,
    help: str | None = None,
) -> UploadedFile | None:
    """Draw the place for one file; a demonstration draws a sentence, and has no file."""
    if hosting_settings().demonstration:
        show_quiet(NO_FILES)
        return None
    return st.file_uploader(
        label, types, key=key, on_change=on_change, args=args, max_upload_size=max_upload_size, help=help
    )
