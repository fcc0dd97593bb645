# docker build -t magnesium-explorer .
# docker run --rm --read-only --tmpfs /tmp --cap-drop ALL -p 127.0.0.1:8501:8501 magnesium-explorer
# How to host it, with TLS and several replicas: docs/hosting.md and compose.yaml.

# --- The libraries, brought as wheels: nothing is compiled, so no compiler is needed anywhere.
FROM python:3.11.15-slim-bookworm AS libraries

COPY deploy/requirements.lock /tmp/
RUN python -m venv --without-pip /opt/venv \
 && python -m pip --python /opt/venv/bin/python install --no-cache-dir --disable-pip-version-check \
    --only-binary=:all: --require-hashes --no-deps --compile -r /tmp/requirements.lock \
 && find /opt/venv -type d -name tests -prune -exec rm -rf {} +

# --- What is shipped: Python, the libraries, the dashboard. No pip, no compiler.
FROM python:3.11.15-slim-bookworm

# Its home holds at most two files the operator mounts: .streamlit/secrets.toml and .streamlit/config.toml.
# The snapshots' folder is for SQLite, where one replica serves; mount a volume there.
RUN python -m pip uninstall --yes --quiet --root-user-action=ignore pip setuptools wheel \
 && mkdir -p /home/dashboard/.streamlit /app/snapshots \
 && chown 65534:65534 /app/snapshots \
 && chmod 700 /app/snapshots

ENV PATH=/opt/venv/bin:$PATH \
    HOME=/home/dashboard \
    TMPDIR=/tmp \
    MPLCONFIGDIR=/tmp/matplotlib \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_SERVER_PORT=8501 \
    STREAMLIT_LOGGER_HIDE_WELCOME_MESSAGE=true

WORKDIR /app
COPY --from=libraries /opt/venv /opt/venv
COPY app.py ./
COPY .streamlit/config.toml .streamlit/config.toml
COPY data data
COPY lib lib
COPY pages pages
RUN python -m compileall -q app.py data lib pages

USER 65534:65534
EXPOSE 8501
STOPSIGNAL SIGTERM

HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-m", "lib.ui.serving.probe"]

CMD ["python", "-m", "streamlit", "run", "app.py", "--server.showEmailPrompt=false"]
