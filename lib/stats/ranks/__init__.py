"""The same questions asked of ranks."""
