"""Tables that a recognition engine printed as LaTeX inside Markdown."""

from __future__ import annotations

import re

_TABLE = re.compile(
    r"\\begin\{(tabular|tabularx|array|longtable)\*?\}(?:\[[^\[\]]*\])?(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})*(.*?)(?:\\end\{\1\*?\}|\Z)",
    re.DOTALL,
)
#: How many rows or columns a cell covers, and how it is set; what is in it follows in braces.
_SPANNING = re.compile(
    r"\\multi(?:row|column)\s*(?:\[[^\[\]]{0,20}\]\s*)?\{[^{}]{0,20}\}\s*"
    r"\{(?:[^{}]++|\{(?:[^{}]++|\{[^{}]*+\})*+\})*+\}"
)
_BRACES = re.compile(r"(?<!\\)[{}]")
_RULES = re.compile(
    r"\\(?:hline|(?:toprule|midrule|bottomrule)(?:\\noalign\{\})?|endhead|endlastfoot|cline\s*\{[^{}]*\})"
)
#: What a percent sign begins is a remark, to the end of the line.
_REMARK = re.compile(r"(?<!\\)%.*")
_PAGE = re.compile(r"\\(?:begin|end)\{minipage\}(?:\[\w?\])?(?:\{[^{}]*\})?|\\(?:raggedright|centering|arraybackslash)")
_COMMANDS = re.compile(r"\\(?:text|mathrm|mathbf|textbf|underline)\s*\{([^{}]*)\}")
_MATHS = re.compile(r"\$\s*+([^$\n]{0,40}?)\s*+\$")
#: Commands inside commands (a bold text in a spanning cell) are nested no deeper than this.
DEEPEST = 4


def without_latex(text: str) -> str:
    """LaTeX tables as tabbed lines, and numbers out of their dollar signs; other text as it is."""
    if "\\begin{" in text:
        text = _TABLE.sub(lambda match: "\n" + _rows(match[2]) + "\n", text)
    return _MATHS.sub(r"\1", text) if "$" in text else text


def _rows(body: str) -> str:
    body = _SPANNING.sub("", _PAGE.sub("", _RULES.sub("", _REMARK.sub("", body))))
    for _ in range(DEEPEST):
        body = _COMMANDS.sub(r"\1", body)
    body = _BRACES.sub("", body)
    rows = (row for row in re.split(r"\\\\", body.replace("\n", " ")) if row.strip())
    return "\n".join("\t".join(cell.strip() for cell in re.split(r"(?<!\\)&", row)) for row in rows)
