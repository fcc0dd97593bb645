"""Results, tables and charts into files; no Streamlit."""
