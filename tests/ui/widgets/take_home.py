"""A page of the two blocks alone, for AppTest: bundle and settings file."""

import streamlit as st

from lib.ui.report.bundle import show_bundle
from lib.ui.state.session import current_message, current_notices, current_question, current_settings
from lib.ui.state.sync import begin_run
from lib.ui.widgets.controls import choose_whole
from lib.ui.widgets.settings_file import show_settings_file

begin_run()
choose_whole("response", "Response")
show_bundle(current_question())
show_settings_file()
st.text(repr({name: current_settings()[name] for name in ("response", "sex")}))
message = current_message()
st.caption("" if message is None else f"{message.well} {message.sentence}")
st.markdown("\n".join(current_notices()))
