"""Every analysis of a question together."""
