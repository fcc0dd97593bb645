"""The server's front door: `streamlit run app.py` finds `app` and serves the dashboard."""

import streamlit as st
from starlette.middleware import Middleware

from lib.ui.serving.health import health_routes
from lib.ui.serving.lifespan import serve
from lib.ui.serving.security import SecurityHeaders
from lib.ui.serving.startup import prepare

hosting = prepare()
app = st.App(
    "lib/dashboard.py",
    lifespan=serve,
    routes=health_routes(),
    middleware=[
        Middleware(
            SecurityHeaders,
            https=hosting.https,
            frame_ancestors=hosting.frame_ancestors,
            takes_files=not hosting.demonstration,
        ),
    ],
)
