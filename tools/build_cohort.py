"""Writes the bundled synthetic cohort, `data/cohort.csv`, and the tables of figures in `data/README.md`.

    python tools/build_cohort.py [--out FILE] [--readme FILE]

The same files come out every time. What they meet and how is described in `data/README.md`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from cohort_builder.assembly import (
    build_people,
    build_ratings,
    cohort_text,
    read_magnesium,
    redeal_medicines,
)
from cohort_builder.codebook import read_codebook
from cohort_builder.published import DATA, read_counts
from cohort_builder.report import achieved_table, update_readme
from cohort_builder.report_made import gaps_table, unreported_table


def main() -> None:
    """Build the cohort and write it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=DATA / "cohort.csv", help="cohort file to write")
    parser.add_argument("--readme", type=Path, default=DATA / "README.md", help="README to update")
    paths = parser.parse_args()
    codebook, magnesium = read_codebook(), read_magnesium()
    counts = read_counts()
    people = build_people(counts, codebook)
    ratings = build_ratings(people, magnesium, codebook)
    people = redeal_medicines(people, ratings, magnesium, counts, codebook)
    text = cohort_text(people, ratings, magnesium, codebook)
    paths.out.write_text(text, encoding="utf-8", newline="\n")
    measures = {"mg": magnesium, **ratings}
    update_readme(paths.readme, "achieved", achieved_table(people, magnesium, codebook))
    update_readme(paths.readme, "gaps", gaps_table(people, ratings, codebook))
    update_readme(paths.readme, "unreported", unreported_table(people, measures, codebook))
    print(f"{len(people)} patients written to {paths.out}")


if __name__ == "__main__":
    main()
