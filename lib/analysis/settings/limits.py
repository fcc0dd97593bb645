"""The kind of setting that is one of several options or a reader's own limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lib.analysis.settings.kinds import Choice
from lib.cohort.cohort import Cohort
from lib.cohort.reference_ranges import read_limits, write_limits


@dataclass(frozen=True)
class ChoiceOrLimits(Choice):
    """One of several options, or two limits of the reader's own such as `0.7-1.0`, of which one may be left away."""

    def read(self, texts: Sequence[str], cohort: Cohort) -> tuple[Any, str]:
        """Read a code, or limits; limits of any spelling become one."""
        value, fault = super().read(texts, cohort)
        limits = read_limits(texts[-1]) if fault else None
        if limits is not None:
            return write_limits(*limits), ""
        both = f"{fault}, nor two limits, the lower first, such as 0.7-1.0, 0.85- or -1.1"
        return value, both if fault else ""

    def say(self, value: Any, cohort: Cohort) -> str:
        """Name the option, or write the limits."""
        limits = read_limits(value)
        if limits is None:
            return super().say(value, cohort)
        low, high = ("" if end is None else f"{end:g}" for end in limits)
        return f"{low}–{high}" if low and high else f"from {low}" if low else f"up to {high}"

    def from_control(self, value: Any, cohort: Cohort) -> Any:
        """Take what was chosen or typed; what cannot be read counts as the first option."""
        read = self.default(cohort) if value is None else self.read([str(value)], cohort)[0]
        return self.default(cohort) if read is None else read
