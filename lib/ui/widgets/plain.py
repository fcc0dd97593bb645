"""Reader's text in Streamlit's labels: shown as it is, never read as Markdown; every label passes here.

Options of lists (`st.selectbox`, `st.multiselect`), cells of `st.dataframe`, placeholders and names of downloads are
plain text to Streamlit and need none of it; `tests/ui/widgets/test_plain.py` knows which argument is which.
"""

import re

MARKDOWN_CHARACTERS = frozenset("\\`*_{}[]()<>#+-.!|~$:&=^@/\"'")
#: Joins two characters without a mark or a break; what it parts is no address, emoji code, icon or arrow any more.
WORD_JOINER = "\u2060"
# Streamlit looks for these in the finished text, where entities are characters again: `https://`, `www.`, `a@b.c`,
# `:smile:`, `:material/home:`, `->`, `<=`, `--`.
_READ_LATER = re.compile(
    r"(?<=:)(?=[\w+/-]) | (?<=@) | (?<=www)(?=\.) | (?<=http)(?=:) | (?<=https)(?=:) | (?<=[<>~-])(?=[>=-])",
    re.IGNORECASE | re.VERBOSE,
)

# What can have a meaning: a sign that always may, a colon before anything but a space, a list at the start, a thematic
# break or two dashes.
_MAY_MEAN = re.compile(r"[\\`*_{}\[\]<>#!|~$&=^@]|:(?=\S)|^\s*(?:\d+[.)]|[-+])(?=\s|$)|--|\n", re.MULTILINE)


def escape_markdown(text: str) -> str:
    """Show text as it is where Streamlit would read it as Markdown.

    Each character with a meaning becomes an entity; where a meaning is found in the finished text, a word joiner
    stands between.
    """
    parted = _READ_LATER.sub(WORD_JOINER, text)
    return "".join(f"&#{ord(sign)};" if sign in MARKDOWN_CHARACTERS else sign for sign in parted)


def escape_label(text: str) -> str:
    """Escape the label of a field where a sign of it has a meaning, and else leave it as it is.

    Streamlit gives the label to screen readers as it was handed over, entities and all.
    """
    has_meaning = _MAY_MEAN.search(text) or _READ_LATER.search(text)
    return escape_markdown(text) if has_meaning else text
