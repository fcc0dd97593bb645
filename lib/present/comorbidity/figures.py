"""Response with and without each feature as a figure, for the page and the report."""

from lib.analysis.common.question import Question
from lib.analysis.comorbidity.response import Responses
from lib.present.common.figure import Figure
from lib.present.common.provenance import provenance_of
from lib.present.comorbidity.forest import chart_forest
from lib.present.comorbidity.response_words import alt_forest, caption_forest


def figure_forest(question: Question, result: Responses, effect: str, front: str = "") -> Figure:
    """Give the forest plot of an effect; on paper its labels are whole."""
    return Figure(
        lambda theme: chart_forest(result, effect, theme, front=front),
        caption_forest(result, effect),
        alt_forest(result, effect),
        provenance_of(question),
        draw_on_paper=lambda: chart_forest(result, effect, "light", whole=True),
    )
