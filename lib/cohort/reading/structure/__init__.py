"""Faults of structure in a table of text: rows that summarise, labels of groups, tables that lie on their side."""

from __future__ import annotations

from .mend import Mended, mend_structure

__all__ = ["Mended", "mend_structure"]
