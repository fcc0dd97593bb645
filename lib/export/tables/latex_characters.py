"""Text as LaTeX: every character that means something to LaTeX or that its fonts lack becomes a command."""

import re
import unicodedata

from lib.export.tables.cells import clean_text

#: Field terms that are more than their characters.
_TERMS = {"ηp²": r"$\eta_{p}^{2}$", "ηG²": r"$\eta_{G}^{2}$", "η²_H": r"$\eta^{2}_{H}$"}
_SIGNS = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": "$<$",
    ">": "$>$",
    "|": r"\textbar{}",
    "`": r"\textasciigrave{}",
    '"': "''",
    # Brackets and stars after a new row would be its options.
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    "−": "$-$",
    "–": "--",
    "—": "---",
    "‐": "-",
    "‑": "-",
    "×": r"$\times$",
    "·": r"$\cdot$",
    "±": r"$\pm$",
    "÷": r"$\div$",
    "≥": r"$\geq$",
    "≤": r"$\leq$",
    "≠": r"$\neq$",
    "≈": r"$\approx$",
    "∞": r"$\infty$",
    "√": r"$\surd$",
    "→": r"$\rightarrow$",
    "←": r"$\leftarrow$",
    "↑": r"$\uparrow$",
    "↓": r"$\downarrow$",
    "✓": r"$\surd$",
    "°": r"\textdegree{}",
    "•": r"\textbullet{}",
    "…": r"\ldots{}",
    "“": "``",
    "”": "''",
    "„": r"\quotedblbase{}",
    "‘": "`",
    "’": "'",
    "«": r"\guillemotleft{}",
    "»": r"\guillemotright{}",
    "†": r"\textdagger{}",
    "‡": r"\textdaggerdbl{}",
    "§": r"\S{}",
    "¶": r"\P{}",
    "€": r"\texteuro{}",
    "µ": r"$\mu$",
    "\u00a0": "~",
    "\u202f": r"\,",
    "\u2009": r"\,",
    "\u2007": "~",
    "\u00ad": r"\-",
    "\u200b": "",
    "\ufeff": "",
}
# fmt: off
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi",
    "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "varphi", "χ": "chi", "ψ": "psi",
    "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi",
    "Σ": "Sigma", "Υ": "Upsilon", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}
# fmt: on
_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "0123456789+-=()ni", strict=True))
_SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", "0123456789+-=()", strict=True))
_RAISED = re.compile(f"[{''.join(_SUPERSCRIPTS)}]+")
_LOWERED = re.compile(f"[{''.join(_SUBSCRIPTS)}]+")
_PIECES = re.compile(f"{'|'.join(_TERMS)}|{_RAISED.pattern}|{_LOWERED.pattern}|.", re.DOTALL)
#: Pairs of characters that LaTeX's fonts would join into another character.
_LIGATURES = re.compile(r"-(?=-)|'(?=')|!(?=`)|\?(?=`)|,(?=,)")


def latex_of_text(text: str) -> str:
    """Write a text for LaTeX: nothing in it is a command, and every character of the field prints.

    Letters with accents stay as they are (LaTeX reads UTF-8 since 2018); letters of other scripts do too, and
    need XeLaTeX or LuaLaTeX with a font that has them.
    """
    flat = re.sub(r"[\t\r\n]+", " ", clean_text(text))
    separated = _LIGATURES.sub(lambda found: found[0] + "\u2060", unicodedata.normalize("NFC", flat))
    return "".join(_write(piece) for piece in _PIECES.findall(separated)).strip()


def _write(piece: str) -> str:
    if piece in _TERMS:
        return _TERMS[piece]
    if piece[0] in _SUPERSCRIPTS:
        return rf"\textsuperscript{{{''.join(_SUPERSCRIPTS[character] for character in piece)}}}"
    if piece[0] in _SUBSCRIPTS:
        return rf"\textsubscript{{{''.join(_SUBSCRIPTS[character] for character in piece)}}}"
    if piece in _GREEK:
        return rf"$\{_GREEK[piece]}$"
    return "{}" if piece == "\u2060" else _SIGNS.get(piece, piece)
