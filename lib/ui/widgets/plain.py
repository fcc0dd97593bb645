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


def escape_markdown(text: str) -> str:
    """Show text as it is where Streamlit would read it as Markdown.

    Each character with a meaning becomes an entity; where a meaning is found in the finished text, a word joiner
    stands between.
    """
    parted = _READ_LATER.sub(WORD_JOINER, text)
    return "".join(f"&#{ord(sign)};" if sign in MARKDOWN_CHARACTERS else sign for sign in parted)
