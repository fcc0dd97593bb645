"""Time and peak memory of reading: python tests/bench/bench_reading.py [rows] (not collected by pytest)."""

import io
import resource
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))

from lib.cohort.reading import parse_numbers, read_table


def make_csv(n_rows: int, delimiter: str = ";", decimal: str = ",") -> bytes:
    """Write a long cohort of ten columns with five visits a patient."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "patient": np.char.add("P", (np.arange(n_rows) // 5).astype(str)),
            "visit": np.arange(n_rows) % 5 + 1,
            "płeć": np.where(np.arange(n_rows) // 5 % 2, "kobieta", "mężczyzna"),
            "age": rng.integers(18, 66, n_rows),
            "bmi": rng.normal(26, 4, n_rows).round(1),
            "mg": rng.normal(0.85, 0.08, n_rows).round(3),
            "madrs": rng.integers(0, 60, n_rows),
            "ymrs": rng.integers(0, 10, n_rows),
            "diabetes": np.where(rng.random(n_rows) < 0.1, "tak", "nie"),
            "uwagi": np.where(rng.random(n_rows) < 0.2, "NA", ""),
        }
    )
    return frame.to_csv(sep=delimiter, decimal=decimal, index=False).encode()


def measure(label: str, data: bytes, name: str) -> None:
    """Print seconds of reading and of parsing one column."""
    begin = time.perf_counter()
    table = read_table(data, name)
    middle = time.perf_counter()
    if "mg" in table.columns:
        parse_numbers(table.frame["mg"], table.detected.decimal)
    end = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = f"{table.detected.n_rows:,} × {table.detected.n_columns}"
    times = f"read {middle - begin:6.3f} s  one column of numbers {end - middle:6.3f} s"
    print(f"{label:24} {size:>12} {len(data) / 1e6:6.2f} MB  {times}  peak {peak:,.0f} MB")


def make_xlsx(n_rows: int) -> bytes:
    """Write the same cohort as a workbook."""
    buffer = io.BytesIO()
    pd.read_csv(io.BytesIO(make_csv(n_rows)), sep=";", decimal=",").to_excel(buffer, index=False)
    return buffer.getvalue()


if __name__ == "__main__":
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
    measure("first call, imports", make_csv(245), "small.csv")
    measure("small CSV", make_csv(245), "small.csv")
    measure("CSV, comma", make_csv(rows // 10, ",", "."), "tenth.csv")
    measure("CSV, semicolon", make_csv(rows), "large.csv")
    measure(
        "CSV, whole lines quoted",
        b"\r\n".join(b'"' + line + b'"' for line in make_csv(rows // 5).split(b"\n") if line),
        "quoted.csv",
    )
    measure("small workbook", make_xlsx(245), "small.xlsx")
    measure("workbook", make_xlsx(rows // 20), "large.xlsx")
