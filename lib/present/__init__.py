"""Results into charts, tables and sentences; no Streamlit."""
