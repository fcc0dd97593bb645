"""The server's front door: `streamlit run app.py` finds `app` and serves the dashboard."""

import streamlit as st
from starlette.middleware import Middleware

from lib.ui.security import SecurityHeaders
from lib.ui.warm_up import warm_up

app = st.App("lib/dashboard.py", lifespan=warm_up, middleware=[Middleware(SecurityHeaders)])
