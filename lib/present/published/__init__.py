"""Published numbers with their verdicts."""
