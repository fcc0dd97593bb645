"""The part of a methods paragraph on specification curves."""

from lib.analysis.answers import Answers
from lib.analysis.robustness.curve import Curve
from lib.cohort.codebook import in_sentence
from lib.present.common.claims import join_words
from lib.present.common.formats import format_proportion, plural
from lib.present.common.references import cite
from lib.present.robustness.words import name_result
from lib.stats.robustness.joint import JointTest

Passage = tuple[str, ...]


def passage_robustness(answers: Answers) -> Passage:
    """Say what was varied, and how often the result was computed."""
    return (*_sentences_curve(answers), *_sentences_left_out(answers), *_sentences_reach(answers))


def _sentences_left_out(answers: Answers) -> Passage:
    found = answers.without_patients
    if not isinstance(found, tuple) or not found:
        return ()
    pairs = " and each pair of patients" if any(len(one.p_pairs) for one in found) else ""
    return (f"The headline results were computed again without each patient{pairs}.",)


def _sentences_reach(answers: Answers) -> Passage:
    reach, settings = answers.reach, answers.settings
    if reach is None or not reach.rows:
        return ()
    margin_r = format_proportion(settings.marginr / 100, 2)
    e_value = (
        f" The odds ratio has its E-value beside it {cite('VanderWeele & Ding, 2017')}."
        if reach.e_value
        else ""
    )
    return (
        "Effects were tested for equivalence by two one-sided tests against a margin of "
        f"{settings.margin} % of the SD of the changes and a correlation of {margin_r} "
        f"{cite('Schuirmann, 1987')}; smallest effects are those found with 80 % power.{e_value}",
    )


def _sentences_curve(answers: Answers) -> Passage:
    curve = answers.robustness
    if not isinstance(curve, Curve) or not curve.answered:
        return ()
    varied = [
        f"{in_sentence(axis.label)} ({len(axis.values)})" for axis in curve.axes if len(axis.values) > 1
    ]
    name = in_sentence(name_result(curve, answers.question.cohort))
    over = f" over {join_words(varied)}" if varied else ""
    joint = (
        (
            "The curve as a whole was tested by a joint test: whole courses were exchanged between patients "
            f"{answers.joint.permutations} times, and median, share of p < .05 and mean z compared with those seen.",
        )
        if isinstance(answers.joint, JointTest)
        else ()
    )
    return (
        f"A specification curve {cite('Simonsohn et al., 2020')} shows how {name} depends on the choices behind it: "
        f"it was computed under {plural(len(curve.specifications), 'specification')}{over}; no p was adjusted.",
        *joint,
    )
