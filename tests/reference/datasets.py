"""Write the data sets of data/*.csv that come with pingouin: patients × visits, group first.

Run from the project's folder: python tests/reference/datasets.py
"""

from pathlib import Path

import pandas as pd
import pingouin

FOLDER = Path(__file__).parent / "data"


def main() -> None:
    """Write both data sets, in pingouin's own order of patients."""
    long = pingouin.read_dataset("mixed_anova_unbalanced")
    frame = long.pivot_table(index=["Subject", "Group"], columns="Time", values="Scores").reset_index("Group")
    frame.rename(columns={"Group": "group"}).to_csv(FOLDER / "pingouin_mixed.csv", index=False)

    long = pingouin.read_dataset("rm_anova")
    long["cell"] = long["Disgustingness"].str[:4] + "_" + long["Frighteningness"].str[:4]
    cells = long.pivot(index="Subject", columns="cell", values="DesireToKill")
    gender = long.groupby("Subject")["Gender"].first().rename("group")
    pd.concat([gender, cells], axis=1).to_csv(FOLDER / "pingouin_rm.csv", index=False)


if __name__ == "__main__":
    main()
