"""Printed tables as files: Word, LaTeX and Excel; HTML and CSV are beside the table itself."""
