"""Association of measures."""
