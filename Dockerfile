# docker build -t magnesium-explorer .
# docker run --rm -p 8501:8501 magnesium-explorer
FROM python:3.12-slim

# The process has no home and no rights to write; what needs a folder for its cache gets /tmp.
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    MPLCONFIGDIR=/tmp/matplotlib

WORKDIR /app

# First the libraries: they stay as they are while the code changes.
COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check --compile -r requirements.txt

COPY app.py ./
COPY .streamlit .streamlit
COPY data data
COPY lib lib
COPY pages pages
RUN python -m compileall -q app.py lib pages

USER 65534:65534
EXPOSE 8501

HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]

# Without browser.serverAddress the server would ask a host outside for its own address.
CMD ["python", "-m", "streamlit", "run", "app.py", "--server.address=0.0.0.0", "--server.port=8501", \
     "--browser.serverAddress=localhost"]
