"""The yardstick: the least a Streamlit page with one filter, one chart and one dataframe of 245 rows can do.

BARE_FILTER names the kind of filter, so that a click here is the same click as on the page compared with it.
"""

import os

import altair as alt
import pandas as pd
import streamlit as st

VISITS = ["pre", "inf3", "inf5", "inf7", "post"]
SEXES = ["female", "male"]
PATIENTS = 49


@st.cache_data
def measurements() -> pd.DataFrame:
    """One row a patient and visit: 49 × 5 = 245."""
    rows = [
        {
            "patient": patient,
            "visit": visit,
            "sex": SEXES[patient % 2],
            "mg": 0.7 + (patient * 7 + day * 3) % 30 / 100,
        }
        for patient in range(PATIENTS)
        for day, visit in enumerate(VISITS)
    ]
    return pd.DataFrame(rows)


with st.sidebar:
    if os.environ.get("BARE_FILTER") == "multiselect":
        chosen = st.multiselect("Sex", SEXES, key="sex", bind="query-params")
    else:
        chosen = st.pills("Sex", SEXES, selection_mode="multi", key="sex", bind="query-params")

shown = measurements()
shown = shown[shown["sex"].isin(chosen or SEXES)]
line = alt.Chart(shown).mark_line(point=True)
st.altair_chart(
    line.encode(alt.X("visit", sort=VISITS), alt.Y("mean(mg)", scale=alt.Scale(zero=False)), alt.Color("sex"))
)
st.dataframe(shown)
