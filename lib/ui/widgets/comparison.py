"""Keeping a selection as A or B, and the chips of what is kept."""

import streamlit as st

from lib.analysis.common.grouping import A_B, COMPARISONS, group_patients
from lib.analysis.common.question import Question
from lib.analysis.settings.pinned import PINNED_SETTINGS
from lib.cohort.comparison import MAX_NAME
from lib.cohort.selection import describe_selection
from lib.present.common.formats import plural
from lib.ui.state.comparison import NAME_KEY, drop_selection, keep_selection
from lib.ui.state.session import current_settings
from lib.ui.widgets.plain import escape_markdown


def show_comparison(question: Question) -> None:
    """Offer to keep the selection as A or as B, and say what is kept."""
    with st.popover("Compare", type="tertiary", key="keep selections"):
        words = describe_selection(question.cohort, question.selection)
        st.markdown(
            f"**This selection** · {escape_markdown(words)} · {plural(question.selected.n, 'patient')}"
        )
        st.text_input("Name", key=NAME_KEY, max_chars=MAX_NAME, placeholder="Women with hypertension")
        with st.container(horizontal=True, gap="small"):
            for setting in PINNED_SETTINGS:
                letter = setting.name
                st.button(
                    f"Pin as {letter.upper()}", key=f"pin {letter}", on_click=keep_selection, args=(letter,)
                )
        st.markdown(escape_markdown(_words_kept(question)))


def _words_kept(question: Question) -> str:
    """Say how many A and B have, how many are in both, and what to do next."""
    kept = current_settings()
    if not kept.a and not kept.b:
        return (
            "Pin this selection as A, choose other filters, and pin that as B: wherever groups are compared, "
            f"“{COMPARISONS[A_B]}” is then one of them. Pinning takes the filters away, so that both are seen."
        )
    grouping = group_patients(question, A_B)
    sizes = [
        f"{group.label}: {plural(group.n, 'patient')}"
        for group, letter in zip(grouping.groups, "ab", strict=True)
        if kept[letter]
    ]
    both = int((grouping.groups[0].mask & grouping.groups[1].mask).sum())
    overlap = f"; {plural(both, 'patient')} in both" if kept.a and kept.b else ""
    need = "" if kept.a and kept.b else " Pin another selection as " + ("B" if kept.a else "A") + "."
    return f"{'; '.join(sizes)}{overlap}, of {plural(question.selected.n, 'patient')} selected.{need}"


def show_kept_chips(question: Question) -> None:
    """Draw a chip for A and for B; a click takes the selection away."""
    settings, cohort = current_settings(), question.cohort
    for setting in PINNED_SETTINGS:
        letter = setting.name
        if settings[letter]:
            words = escape_markdown(setting.say(settings[letter], cohort))
            st.button(
                f"{letter.upper()}: {words}  ✕",
                key=f"chip {letter}",
                help="Pinned to be compared. A click takes it away.",
                on_click=drop_selection,
                args=(letter,),
            )
