"""Results as plain data: what JSON can hold."""

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from lib.cohort.codebook import Column, Visit
from lib.stats.result import Refusal

Record = dict[str, Any]


def plain_value(value: Any) -> Any:
    """Turn a result into plain data, field by field.

    A dataclass becomes its fields, a refusal `{"refusal": sentence}` with whatever else it names, NaN and
    infinity null, a measure and a visit their names, a result's settings an object.
    """
    if isinstance(value, np.ndarray | tuple | list):
        return [plain_value(item) for item in (value.tolist() if isinstance(value, np.ndarray) else value)]
    if isinstance(value, float | np.floating):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Column | Visit):
        return value.name
    if isinstance(value, Mapping):
        return {str(key): plain_value(item) for key, item in value.items()}
    if is_dataclass(value):
        return _fields(value)
    return value


def _fields(value: Any) -> Record:
    record = {}
    for field in fields(value):
        item = getattr(value, field.name)
        if field.name == "settings":
            item = dict(item)
        name = "refusal" if isinstance(value, Refusal) and field.name == "reason" else field.name
        record[name] = plain_value(item)
    return record
