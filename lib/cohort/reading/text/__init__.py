"""Text tables: bytes to text, text to rows of cells."""
