"""Published snapshots of a cohort: encryption, store, links, expiry; knows the cohort, no Streamlit."""
