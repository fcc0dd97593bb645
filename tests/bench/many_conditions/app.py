"""The dashboard on the bundled cohort with forty comorbidities, for measuring: the further ones are drawn at random."""

import csv
import random
import shutil
import sys
import tempfile
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT))

import lib.cohort.codebook as codebook  # noqa: E402 - the path comes first
import lib.cohort.cohort as cohort  # noqa: E402

CONDITIONS, SEED = 40, 7


def write_data(folder: Path) -> None:
    """Write the bundled cohort and its codebook with as many comorbidities as asked for."""
    shutil.copytree(codebook.DATA_FOLDER, folder, dirs_exist_ok=True)
    columns = _read(folder / "codebook.csv")
    more = CONDITIONS - sum(row["role"] == "comorbidity" for row in columns)
    pattern = next(row for row in columns if row["role"] == "comorbidity")
    names = [f"condition_{number}" for number in range(more)]
    added = [{**pattern, "column": name, "label": f"Condition number {name[10:]}"} for name in names]
    place = columns.index(pattern)
    _write(folder / "codebook.csv", columns[:place] + added + columns[place:])
    draw = random.Random(SEED)
    shares = {name: draw.uniform(0.04, 0.4) for name in names}
    had = {}
    rows = _read(folder / "cohort.csv")
    for row in rows:
        own = {name: "yes" if draw.random() < share else "no" for name, share in shares.items()}
        row.update(had.setdefault(row["patient"], own))
    _write(folder / "cohort.csv", rows)


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


DATA = Path(tempfile.mkdtemp())
write_data(DATA)
codebook.DATA_FOLDER = cohort.DATA_FOLDER = DATA

from lib.ui.serving.warm_up import warm_up  # noqa: E402 - it reads the cohort

app = st.App(str(ROOT / "lib" / "dashboard.py"), lifespan=warm_up)
