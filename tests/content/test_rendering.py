from __future__ import annotations

import pytest

from api.content import rendering


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
    """A heading cell says what it heads."""
    html = rendering.html("| a | b |\n| -- | -: |\n| c | d |\n", list("0123"))
    assert '<th id="m-0" scope="col">a</th>' in html
    assert '<td id="m-3" style="text-align:right">d</td>' in html


def test_footnotes_lead_there_and_back() -> None:
    """They are numbered by their first reference, wherever they are defined, and each reference can be returned to."""
    html = rendering.html("x[^b] y[^a] z[^b]\n\n[^a]: A\n\n[^b]: B\n", ["p", "a", "b"])
    assert html.index('<li id="fn-1"><p id="m-b">B</p>') < html.index('<li id="fn-2"><p id="m-a">A</p>')
    assert 'href="#fn-1" id="fnref-1-2"' in html
    assert '<a href="#fnref-1-2" class="back" role="doc-backlink">' in html


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
    shown = rendering.html(body, ['"><script>']) + "".join(
        block.html for block in rendering.blocks(body, ['"><script>'])
    )
    for evil in ("<script", "<b", "onerror=alert(1)>", 'href="javascript', 'src="http:', 'src="data', 'href="//'):
        assert evil not in shown.replace("<blockquote", "")


def test_blocks_have_kinds_ids_and_text() -> None:
    """Every message is a block, and so are code and pictures."""
    body = (
        '# A\n\nb *c*\n\n- d\n\n> e\n\n| f |\n| -- |\n\n```\ng\n```\n\n![h](https://e.org/h "i")\n\nj[^1]\n\n[^1]: k\n'
    )
    found = [(block.id, block.kind, block.text) for block in rendering.blocks(body, list("012345678"))]
    assert found == [
        ("0", "heading", "A"),
        ("1", "paragraph", "b c"),
        ("2", "list_item", "d"),
        ("3", "quote", "e"),
        ("4", "table_cell", "f"),
        (None, "code", "g\n"),
        ("5", "image", "h"),
        ("6", "caption", "i"),
        ("7", "paragraph", "j"),
        ("8", "footnote", "k"),
    ]


def test_plain_text_has_no_marks() -> None:
    """Words for counting and feeds: no addresses, no signs."""
    assert rendering.plain("# A\n\n[b](https://e.org) *c*[^1]\n\n[^1]: `d`\n") == "A\n\nb c\n\nd"
