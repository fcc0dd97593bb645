"""Protecting people in the data: suspected columns, coarsening, codes for ids, small groups."""

from __future__ import annotations

from .identify import Suspicion, find_identifying
from .protect import ACTIONS, ProtectionError, code_identifiers, list_undecided, protect
from .small_groups import SmallGroups, count_small_groups
from .suspects import KINDS

__all__ = [
    "ACTIONS",
    "KINDS",
    "ProtectionError",
    "SmallGroups",
    "Suspicion",
    "code_identifiers",
    "count_small_groups",
    "find_identifying",
    "list_undecided",
    "protect",
]
