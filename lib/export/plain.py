"""Results as plain data: what JSON can hold."""

import math
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from lib.cohort.codebook import Column, Visit
from lib.stats.common.result import Refusal

Record = dict[str, Any]

#: A field that holds p.
NAME_OF_P = re.compile(r"p(_|$)")
#: A p below it has no number: the smallest double of full precision is 2e-308.
MIN_P = 1e-300


def plain_value(value: Any) -> Any:
    """Turn a result into plain data, field by field.

    A dataclass becomes its fields, a refusal `{"refusal": sentence}` with whatever else it names, NaN and
    infinity null, a p that underflows null beside a field `..._below`,
    a measure and a visit their names, a result's settings an object.
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
        return _without_zero_p({str(key): plain_value(item) for key, item in value.items()})
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
    return _without_zero_p(record)


def _without_zero_p(record: Record) -> Record:
    """Put null for a p of 0, which only underflow makes, and beside it the number it lies below."""
    found: Record = {}
    for name, item in record.items():
        numbers = item if isinstance(item, list) else [item]
        if NAME_OF_P.match(name) and any(isinstance(p, float) and p == 0 for p in numbers):
            shown = [None if p == 0 else p for p in numbers]
            found |= {name: shown if isinstance(item, list) else None, f"{name}_below": MIN_P}
        else:
            found[name] = item
    return found
