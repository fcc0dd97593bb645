"""The server's front door: `streamlit run app.py` finds `app` and serves the dashboard."""

import streamlit as st

app = st.App("lib/dashboard.py")
