"""Faults of structure in a table of text: rows that summarise, labels of groups, tables that lie on their side."""

from __future__ import annotations

from .repair import Repaired, repair_package, repair_structure

__all__ = ["Repaired", "repair_package", "repair_structure"]
