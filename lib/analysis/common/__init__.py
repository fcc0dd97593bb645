"""What every analysis shares: the question, the groups, the complete cases."""
