"""The only Streamlit in lib: session, address, sidebar, page frame and blocks."""
