"""Mixed models in words, tables and pictures."""
