"""ANOVA: does a measure change over the visits, and does its course differ between groups."""

from lib.present.anova.words import title_anova
from lib.present.mixed.settings import ALL
from lib.ui.anova.blocks import (
    show_anova_answer,
    show_anova_table,
    show_checks,
    show_comparisons,
    show_groups,
    show_means,
    show_simple_effects,
)
from lib.ui.frame import show_frame
from lib.ui.mixed.blocks import show_mixed, show_sides_on_demand
from lib.ui.state.session import current_cohort, current_settings
from lib.ui.widgets.plain import escape_markdown

codebook = current_cohort().codebook
question = show_frame(escape_markdown(title_anova(codebook, codebook.column(current_settings().measure))))
if question and current_settings().cases == ALL:
    show_mixed(question)
elif question:
    result = show_anova_answer(question)
    show_means(question, result)
    show_anova_table(question, result)
    show_sides_on_demand(question, bool(result.cases.left_out))
    show_comparisons(question, result)
    show_groups(question, result)
    show_simple_effects(question, result)
    show_checks(question, result)
