"""What a report says besides the pages: methods, checklists, provenance."""
