"""A picture as it leaves the page: with its caption, its provenance and the notice on synthetic data."""

from lib.analysis.common.question import Question
from lib.cohort.cohort import SYNTHETIC_NOTICE
from lib.present.common.charts import Specification, with_footer, wrap_lines
from lib.present.comorbidity.rows import with_whole_labels
from lib.ui.widgets.blocks import provenance


def printed(question: Question, chart: Specification, caption: str) -> Specification:
    """Set caption and provenance below a chart."""
    notice = (SYNTHETIC_NOTICE,) if question.cohort.synthetic else ()
    return with_footer(with_whole_labels(chart), wrap_lines((caption, provenance(question), *notice)))
