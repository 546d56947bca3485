from __future__ import annotations

import re

import pytest

from api.content import body as bodies
from api.content import layout, rendering, trees


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("# A *b*", '<h2 id="m-0">A <em>b</em></h2>'),
        ("###### A", '<h6 id="m-0">A</h6>'),
        ("a\\\nb", '<p id="m-0">a<br>b</p>'),
        ("- a\n- b", '<ul><li id="m-0">a</li>\n<li id="m-1">b</li>\n</ul>'),
        ("- a\n\n- b", '<ul><li><p id="m-0">a</p>\n</li>\n<li><p id="m-1">b</p>\n</li>\n</ul>'),
        ("7. a", '<ol start="7"><li id="m-0">a</li>\n</ol>'),
        ("> a", '<blockquote><p id="m-0">a</p>\n</blockquote>'),
        ("[a](https://e.org)", '<p id="m-0"><a href="https://e.org" rel="noopener noreferrer">a</a></p>'),
        ("[a](/b)", '<p id="m-0"><a href="/b">a</a></p>'),
        ("2 < 3 & \\<b>", '<p id="m-0">2 &lt; 3 &amp; &lt;b&gt;</p>'),
        ("```py\n<b>\n```", '<pre><code class="language-py">&lt;b&gt;\n</code></pre>'),
        (
            '![a](https://e.org/p "c")',
            '<figure><img id="m-0" src="https://e.org/p" alt="a"><figcaption id="m-1">c</figcaption></figure>',
        ),
    ],
)
def test_each_message_is_on_its_element(body: str, html: str) -> None:
    """Headings begin at h2, and the element that holds a message carries its id."""
    assert rendering.html(body, ["0", "1", "2"]) == html


def test_tables_have_scope_and_alignment() -> None:
    """A heading cell says what it heads; a class aligns, since a strict policy allows no inline style."""
    html = rendering.html("| a | b |\n| -- | -: |\n| c | d |\n", list("0123"))
    assert '<th id="m-0" scope="col">a</th>' in html
    assert '<td id="m-3" class="align-right">d</td>' in html


def test_footnotes_lead_there_and_back() -> None:
    """They are numbered by their first reference, wherever they are defined, and each reference can be returned to."""
    html = rendering.html("x[^b] y[^a] z[^b]\n\n[^a]: A\n\n[^b]: B\n", ["p", "a", "b"])
    assert html.index('<li id="fn-1"><p id="m-b">B <a') < html.index('<li id="fn-2"><p id="m-a">A <a')
    assert 'href="#fn-1" id="fnref-1-2"' in html
    assert '<a href="#fnref-1-2" class="back" role="doc-backlink">↩</a></p>' in html


def test_footnotes_of_two_articles_stand_on_one_page() -> None:
    """Their anchors carry the article."""
    html = rendering.render("x[^b]\n\n[^b]: - B\n", [], "0190").html
    assert '<a href="#fn-0190-1" id="fnref-0190-1"' in html
    assert '<li id="fn-0190-1"><ul><li>B</li>\n</ul>\n<p><a href="#fnref-0190-1"' in html


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a <b onclick=x>",
    "[a](javascript:alert(1))",
    "[a](//evil.example)",
    "![a](http://evil.example/a)",
    "![a](data:image/svg+xml,x)",
    "<javascript:alert(1)>",
    '[a](https://e.org "\\"><script>")',
    "[ref]\n\n[ref]: javascript:x",
    '```"><script>\nx\n```',
    '[^"><script>]: x',
]


@pytest.mark.parametrize("body", HOSTILE)
def test_nothing_but_the_allow_list_gets_out(body: str) -> None:
    """Even bytes that no check has seen come out harmless, in each form."""
    made = rendering.render(body, ['"><script>'])
    shown = made.html + "".join(leaf["html"] for leaf in trees.leaves(made.blocks))
    for evil in ("<script", "<b", "onerror=alert(1)>", 'href="javascript', 'src="http:', 'src="data', 'href="//'):
        assert evil not in shown.replace("<blockquote", "")


def leaf(kind: str, name: str | None, text: str, **more: object) -> dict[str, object]:
    """Give a leaf whose HTML is its text."""
    return {"kind": kind, "id": name, "html": text, "text": text, "is_stale": False, **more}


def test_blocks_are_a_tree() -> None:
    """Every message is a leaf, and what stands around it says how it is laid out."""
    body = (
        "# A\n\nb *c*\n\n7. d\n   - e\n\n> f\n\n| g | h |\n| -- | -: |\n| i |  |\n\n```py\nj\n```\n\n***\n\n"
        '![k](https://e.org/k "l")\n\nm[^x]\n\n[^x]: n\n'
    )
    found = rendering.render(body, list("0123456789abc"), "z").blocks
    inner = {"kind": "list", "ordered": False, "start": None, "is_tight": True}
    nested = leaf("paragraph", "3", "e")
    note = '<sup><a href="#fn-z-1" id="fnref-z-1" role="doc-noteref">1</a></sup>'
    assert found == [
        leaf("heading", "0", "A", level=2),
        {**leaf("paragraph", "1", "b c"), "html": "b <em>c</em>"},
        {
            **inner,
            "ordered": True,
            "start": 7,
            "items": [
                {
                    "blocks": [
                        leaf("paragraph", "2", "d"),
                        {**inner, "items": [{"blocks": [nested]}]},
                    ]
                }
            ],
        },
        {"kind": "quote", "blocks": [leaf("paragraph", "4", "f")]},
        {
            "kind": "table",
            "align": [None, "right"],
            "head": [leaf("cell", "5", "g"), leaf("cell", "6", "h")],
            "rows": [[leaf("cell", "7", "i"), leaf("cell", None, "")]],
        },
        leaf("code", None, "j\n", language="py"),
        {"kind": "rule"},
        {
            "kind": "picture",
            "src": "https://e.org/k",
            "alternative": leaf("alternative", "8", "k"),
            "caption": leaf("caption", "9", "l"),
        },
        {**leaf("paragraph", "a", "m"), "html": f"m{note}"},
        {
            "kind": "footnote",
            "number": 1,
            "anchor": "fn-z-1",
            "references": ["fnref-z-1"],
            "blocks": [leaf("paragraph", "b", "n")],
        },
    ]


def test_every_message_has_its_leaf_and_its_element() -> None:
    """Wherever a message stands, its id is in the tree once and in the HTML once: marks are put on it."""
    body = (
        '- a\n  b\n- > c\n  - d\n\n    e\n- ```\n  f\n  ```\n  g\n- ![h](https://e.org/h "i")\n\n- - j\n\n'
        "> 1. k[^1] [^2]\n> 2. |l|\n\n[^1]: m[^2]\n\n    - n\n\n[^2]: ![o](https://e.org/o)\n"
    )
    units = len(bodies.read(body).places)
    made = rendering.render(body, [str(number) for number in range(units)], "z")
    wanted = [str(number) for number in range(units)]
    assert sorted((leaf["id"] for leaf in trees.leaves(made.blocks) if leaf["id"]), key=int) == wanted
    assert sorted(re.findall(r' id="m-(\d+)"', made.html), key=int) == wanted


def test_stale_marks_are_put_on_elements_only() -> None:
    """HTML is marked without reading it: a text that talks of such an element is left alone."""
    body = 'a `<p id="m-0">`\n\n![<p id="m-0"](https://e.org/a)\n\n[b](/b "<p id=\\"m-0\\"")\n'
    made = rendering.render(body, ["0", "1", "2"], "z")
    marked = layout.mark(made.html, "data-stale", {"0", "2"})
    assert marked.replace(' data-stale=""', "") == made.html
    assert re.findall(r'<(\w+) id="m-(\d)" data-stale=""', marked) == [("p", "0"), ("p", "2")]
    assert marked.count("data-stale") == 2


def test_plain_text_has_no_marks() -> None:
    """Words for counting and feeds: no addresses, no signs."""
    assert rendering.plain("# A\n\n[b](https://e.org) *c*[^1]\n\n[^1]: `d`\n") == "A\n\nb c\n\nd"
