"""Strategies for texts of a newsroom: Markdown documents in three languages, and strings that try to break them."""

from __future__ import annotations

from hypothesis import strategies as st

from api.content.texts import Lead, Text

SAID = """
рака рада не рашыла гарадскі сход ў сям'я па-беларуску 12,5 адклала галасаванне
совет отложил голосование реки город год решение 2017 заседание
the council delayed its vote on river Monday [sic] snake_case AT&T 5 * 3
"""
WORDS = SAID.split()
MARKS = ["*", "_", "`", "[", "]", "(", ")", "!", "<", ">", "&", "#", "-", "+", "|", ":", "~", "=", "\\", "^", '"', "1."]
MARKED = [
    "*a*",
    "**b c**",
    "`d|e`",
    "[f](https://example.org/a_b)",
    "<https://example.org>",
    "![g](https://e.org/h.png)",
]

words = st.sampled_from(WORDS)
sentences = st.lists(words, min_size=1, max_size=8).map(" ".join)
marked_sentences = st.lists(st.sampled_from(WORDS + MARKED), min_size=1, max_size=8).map(" ".join)
noise = st.lists(
    st.sampled_from([*MARKS, *MARKS, *MARKED, " ", " ", "a", "ў", "\n", "\\\n", "&amp;", "&#32;"]), max_size=14
)
inlines = st.one_of(sentences, marked_sentences, noise.map("".join))
one_line = inlines.map(lambda text: " ".join(text.split()) or "x")


def _list(marker: str) -> st.SearchStrategy[str]:
    items = st.lists(one_line, min_size=1, max_size=4)
    return items.map(lambda lines: "\n".join(f"{marker} {line}" for line in lines))


def _table(cells: list[str]) -> str:
    cells = [cell.replace("|", "\\|") for cell in cells]
    rows = [f"| {left} | {right} |" for left, right in zip(cells[::2], cells[1::2], strict=False)]
    return "\n".join([rows[0], "| --- | ---: |", *rows[1:]])


paragraphs = inlines
headings = st.tuples(st.integers(1, 6), one_line).map(lambda pair: f"{'#' * pair[0]} {pair[1]}")
lists = st.one_of(_list("-"), _list("*"), _list("1."), _list("7)"))
tables = st.lists(one_line, min_size=4, max_size=8).map(_table)
code = st.sampled_from(["```python\nx = 1\n\n  y\n```", "    indented *code*", "~~~\n```\n~~~"])
PICTURE = "01890000-0000-7000-8000-000000000001"
pictures = st.sampled_from(
    [
        "![Рака](https://e.org/a.jpg)",
        '![Vote](https://e.org/b.jpg "Caption *one*")',
        f'![Рака \\*a\\*](picture:{PICTURE} "Caption [two]")',
        f"![](picture:{PICTURE}#decorative)",
        "***",
    ]
)
leaves = st.one_of(paragraphs, headings, lists, tables, code, pictures)
quotes = leaves.map(lambda block: "\n".join(f"> {line}" for line in block.split("\n")))
nested = leaves.map(lambda block: "- " + "\n  ".join(block.split("\n")))
bodies = st.lists(st.one_of(leaves, leaves, quotes, nested), max_size=7).map("\n\n".join)
said = st.one_of(st.just(""), one_line)
leads = st.one_of(
    st.builds(Lead, st.just(PICTURE), said, said),
    st.builds(Lead, st.just(PICTURE), st.just(""), said, is_decorative=st.just(True)),  # noqa: FBT003 - a value
)


@st.composite
def texts(draw: st.DrawFn) -> Text:
    """Draw a text, with a footnote now and then; some are refused for what they hold."""
    body = draw(bodies)
    if draw(st.booleans()):
        body = f"{body}\n\nA note[^n1].\n\n[^n1]: {draw(one_line)}"
    return Text(draw(one_line), draw(st.one_of(st.just(""), one_line)), body, draw(st.one_of(st.none(), leads)))
