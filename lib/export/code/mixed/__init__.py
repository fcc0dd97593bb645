"""The mixed model as scripts."""
