"""All patients over the visits: mixed models, methods side by side, and who is missing."""
