"""Which features tend to meet in one patient, as a table.

Each row holds two features and a weight: the log odds by which the pair is favoured over chance when
features are dealt to the patients of an outcome group. They are the builder's judgement of clinical
practice, not figures of the paper; `NEVER` marks pairs that do not occur in this cohort.
A feature is a yes/no column, ``column=level`` of a category, a derived class, ``age`` or ``bmi`` in SDs, or a
threshold such as ``age<24``.
"""

from __future__ import annotations

NEVER = -60.0

AFFINITIES: tuple[tuple[str, str, float], ...] = (
    # one leading antidepressant at a time
    ("ssri", "snri", NEVER),
    ("ssri", "tca", NEVER),
    ("snri", "tca", NEVER),
    ("vortioxetine", "ssri", NEVER),
    ("vortioxetine", "snri", NEVER),
    ("vortioxetine", "tca", NEVER),
    ("mianserin", "mirtazapine", NEVER),
    ("mirtazapine", "snri", 0.6),
    ("trazodone", "ssri", 0.4),
    ("bupropion", "ssri", 0.3),
    # bipolar depression: mood stabilisers and second-generation antipsychotics before antidepressants
    ("diagnosis=BP", "mood_stabilisers", 1.2),
    ("diagnosis=BP", "lithium", 1.2),
    ("diagnosis=BP", "valproate", 0.8),
    ("diagnosis=BP", "lamotrigine", 1.2),
    ("diagnosis=BP", "other_mood_stabiliser", 0.4),
    ("diagnosis=BP", "quetiapine", 0.9),
    ("diagnosis=BP", "olanzapine", 0.6),
    ("diagnosis=BP", "ssri", -0.8),
    ("diagnosis=BP", "snri", -0.9),
    ("diagnosis=BP", "tca", -1.2),
    # a second antipsychotic adds to aripiprazole rather than to another sedating one
    ("quetiapine", "olanzapine", -2.0),
    ("quetiapine", "risperidone", -2.0),
    ("olanzapine", "risperidone", -3.0),
    # bodies age together
    ("age", "hypertension", 1.1),
    ("age", "hyperlipidaemia", 0.6),
    ("age", "diabetes", 0.5),
    ("age", "stroke", 0.8),
    ("bmi", "hypertension", 0.6),
    ("bmi", "diabetes", 0.7),
    ("bmi", "hyperlipidaemia", 0.4),
    ("bmi", "olanzapine", 0.4),
    ("bmi", "mirtazapine", 0.2),
    ("bmi", "age", 0.25),
    ("hypertension", "hyperlipidaemia", 0.5),
    ("hypertension", "stroke", 0.8),
    ("diabetes", "hyperlipidaemia", 0.6),
    # medicines that a comorbidity calls for or forbids
    ("epilepsy", "valproate", 1.5),
    ("epilepsy", "lamotrigine", 1.2),
    ("epilepsy", "bupropion", NEVER),
    ("epilepsy", "clomipramine", -3.0),
    ("stroke", "tca", -2.0),
    ("hypertension", "venlafaxine", -0.5),
    ("sex=female", "valproate", -0.5),
    # work and schooling need their age
    ("age<45", "occupation=pension", -2.0),
    ("age<35", "occupation=pension", -3.0),
    ("age<24", "education=higher", NEVER),
    ("age<20", "education=secondary", NEVER),
    ("age", "occupation=pension", 1.0),
    ("education=higher", "occupation=employed", 0.5),
    ("education=higher", "occupation=seasonal", -1.5),
)
