"""The version of this software, for everything that leaves it."""

#: Name and version that provenance names; the version is that of pyproject.toml.
SOFTWARE, VERSION = "Magnesium cohort explorer", "0.1.0"
