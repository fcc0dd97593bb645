"""One patient among the others, as sentences, tables and figures."""
