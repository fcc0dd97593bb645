"""The version of this software, for everything that leaves it and for the package."""

SOFTWARE = "Magnesium cohort explorer"
VERSION = "0.2.0"
