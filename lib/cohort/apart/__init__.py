"""Strangers' bytes, in a process of their own with limits: read, mapped and checked there.

The same functions without a process of their own are `lib.cohort.reading.read_table` and those of `lib.cohort.steps`.
"""

from __future__ import annotations

from .parent import check_table, keep_child_waiting, read_apart, take_file, take_table

__all__ = ["check_table", "keep_child_waiting", "read_apart", "take_file", "take_table"]
