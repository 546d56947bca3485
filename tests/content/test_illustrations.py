"""Pictures of the library in a body: put where the text names them, in each form, or gone with what is said of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from api.content import illustrations, layout, rendering
from api.content.pictures.addresses import Addresses
from api.content.pictures.figures import Figure
from api.content.pictures.renditions import Focus
from api.platform import instance
from api.platform.settings import Settings, load

PICTURE = "01900000-0000-7000-8000-000000000001"
OTHER = "01900000-0000-7000-8000-000000000002"
BODY = f"""\
Before.

![The <ferry> & "its" crew](picture:{PICTURE} "On Monday")

- ![A map](picture:{OTHER})

After.
"""
IDS = ["before", "alt", "caption", "map", "after"]
FORMS = rendering.render(BODY, IDS)
HERE = Addresses()


@pytest.fixture(autouse=True)
def _address(monkeypatch: pytest.MonkeyPatch) -> None:
    found: Settings = load({"POLYWEEK_BASE_URL": "https://news.example/api", "POLYWEEK_SECRET": "x" * 32})
    monkeypatch.setattr(instance, "_settings", found)


def _figure(picture_id: str = PICTURE, **changed: object) -> Figure:
    columns: dict[str, object] = {
        "id": picture_id,
        "width": 1000,
        "height": 500,
        "thumbhash": "AAAA",
        "colour": "#a1b2c3",
        "focus": Focus(0.25, 0.5),
        "credit": "Hanna <Charot>",
        "holder": "",
        "licence": "",
        "licence_url": "",
        "usage": "",
        "expires_at": datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC),
        "syndication": True,
    }
    return Figure(**(columns | changed))  # type: ignore[arg-type]


def test_html_shows_every_size_of_a_picture_with_what_is_said_of_it() -> None:
    """A figure has each format, its measures, the escaped texts, and the ids of both messages."""
    shown = illustrations.html(FORMS.html, {PICTURE: _figure(), OTHER: None}, "en", HERE)
    media = f"https://news.example/api/media/{PICTURE}"
    assert '<figure class="picture"><picture><source type="image/avif" srcset="' in shown
    assert f"{media}/320.avif 320w, {media}/480.avif 480w, {media}/640.avif 640w, {media}/960.avif 960w" in shown
    assert "1280" not in shown
    assert f'<img id="m-alt" src="{media}/960.jpg" srcset="{media}/320.jpg 320w' in shown
    assert 'width="1000" height="500" alt="The &lt;ferry&gt; &amp; &quot;its&quot; crew" loading="lazy"' in shown
    assert '<figcaption id="m-caption">On Monday <span class="credit">Hanna &lt;Charot&gt;</span></figcaption>' in shown
    assert "A map" not in shown
    assert "picture:" not in shown


def test_pictures_are_known_by_what_describes_them() -> None:
    """Each with the id of its alternative text, in whichever order; decoration, which nothing describes, by itself."""
    made = rendering.render(f"![](picture:{OTHER}#decorative)\n\n{BODY}", IDS).html
    decoration = ("", f"picture:{OTHER}#decorative")
    assert illustrations.described(made) == [decoration, ("alt", f"picture:{PICTURE}"), ("map", f"picture:{OTHER}")]
    assert illustrations.described("<p>picture:</p>") == []


@pytest.mark.parametrize("form", ["html", "blocks", "markdown", "text"])
def test_what_is_shown_no_longer_leaves_no_word(form: str) -> None:
    """Alternative text and caption go with a picture, in every form, and all else stays."""
    shown = _in(form, {PICTURE: None, OTHER: _figure(OTHER)})
    assert "ferry" not in shown
    assert "Monday" not in shown
    assert PICTURE not in shown
    assert "A map" in shown
    assert "Before" in shown
    assert "After" in shown


HELD = f"""\
Before.[^1][^2]

- ![A ferry](picture:{PICTURE})

1. One.
2. ![A ferry](picture:{PICTURE})
3. > ![A ferry](picture:{PICTURE})
   >
   > - ![A ferry](picture:{PICTURE})

4.

> ![A ferry](picture:{PICTURE})

> Quoted.
>
> ![A ferry](picture:{PICTURE})

After.

[^1]: ![A ferry](picture:{PICTURE})

[^2]: > ![A ferry](picture:{PICTURE})
"""
LEFT = """\
Before.[^1][^2]

1. One.

1.

> Quoted.

After.
"""


def test_what_held_nothing_but_a_picture_goes_with_it() -> None:
    """Items, lists and quotes are not left empty, in any form; what was empty before stays, and so do footnotes."""
    gone: dict[str, Figure | None] = {PICTURE: None}
    forms = rendering.render(HELD, [])
    shown = illustrations.html(forms.html, gone, "en", HERE)
    assert shown.count("<li></li>") == 1
    assert (shown.count("<li"), shown.count("<ol>"), shown.count("<blockquote>")) == (4, 2, 1)
    assert "<ul>" not in shown
    assert layout.html(illustrations.blocks(forms.blocks, gone, "en", HERE)) == shown
    written = illustrations.markdown(HELD, gone, "en", HERE)
    assert written.partition("[^1]:")[0].strip() == LEFT.strip()
    assert "[^2]:" in written
    assert illustrations.text(forms.text, HELD, gone, "en", HERE) == "Before.\n\nOne.\n\nQuoted.\n\nAfter."


def test_a_list_of_pictures_keeps_those_that_stand() -> None:
    """One of two goes with its item, the other keeps its own; shown again, both are where they were."""
    forms = rendering.render(f"- ![A](picture:{PICTURE})\n- ![B](picture:{OTHER})\n", [])
    here: dict[str, Figure | None] = {PICTURE: _figure(), OTHER: _figure(OTHER)}
    assert illustrations.html(forms.html, here, "en", HERE).count("<li><figure") == 2
    assert illustrations.html(forms.html, {**here, PICTURE: None}, "en", HERE).count("<li>") == 1
    (left,) = illustrations.blocks(forms.blocks, {**here, PICTURE: None}, "en", HERE)
    assert [item["blocks"][0]["alternative"]["text"] for item in left["items"]] == ["B"]


@pytest.mark.parametrize("form", ["html", "blocks", "markdown", "text"])
def test_a_substitute_brings_its_own_words(form: str) -> None:
    """What stands for another picture shows nothing of what the text said of that one."""
    shown = _in(form, {PICTURE: _figure(OTHER, alts={"en": "A river"}), OTHER: _figure(OTHER)})
    assert "ferry" not in shown
    assert "Monday" not in shown
    assert PICTURE not in shown
    assert "A river" in shown
    assert "alt" not in {leaf for leaf in IDS if f'"m-{leaf}"' in shown}


@pytest.mark.parametrize("form", ["html", "blocks", "markdown"])
def test_a_substitute_without_words_is_decoration(form: str) -> None:
    """Where nobody said what a substitute shows in a language, it shows nothing that has to be told."""
    assert "A river" not in _in(form, {PICTURE: _figure(OTHER, alts={"be": "Рака"}), OTHER: _figure(OTHER)})


def test_blocks_tell_all_of_a_picture() -> None:
    """A picture's block has the whole form beside the leaves that a reviewer marks."""
    (_, block, *_) = illustrations.blocks(list(FORMS.blocks), {PICTURE: _figure(), OTHER: None}, "en", HERE)
    told = block["picture"]
    assert block["src"] == told["fallback"] == f"https://news.example/api/media/{PICTURE}/960.jpg"
    assert block["alternative"]["id"] == "alt"
    assert (told["caption"], told["language"], told["is_decorative"]) == ("On Monday", "en", False)
    assert told["crops"]["1200x630"] == {
        "widths": [952],
        "formats": ["jpg"],
        "href": f"https://news.example/api/media/{PICTURE}/1200x630/{{width}}.{{format}}",
    }
    assert told["rights"]["expires_at"] == "2027-01-02T03:04:00Z"


def test_a_picture_that_is_kept_from_partners_is_marked() -> None:
    """Whoever takes pictures out for partners finds them by an attribute that the allow-list lets through."""
    kept = illustrations.html(FORMS.html, {PICTURE: _figure(syndication=False), OTHER: None}, "en", HERE)
    assert '<figure class="picture" data-syndication="false">' in kept


def test_sealed_addresses_are_whole_in_every_attribute() -> None:
    """The query of a sealed address survives escaping and the allow-list."""
    shown = illustrations.html(FORMS.html, {PICTURE: _figure(), OTHER: None}, "en", Addresses(until=1_764_000_000))
    assert f"/media/{PICTURE}/960.jpg?until=1764000000&amp;seal=" in shown


def test_a_name_in_code_is_no_picture() -> None:
    """What only speaks of a picture, as an example of Markdown does, is shown as it was written."""
    forms = rendering.render(f'```\n<img src="picture:{PICTURE}" alt="x">\n![x](picture:{OTHER})\n```\n', [])
    assert illustrations.shown(forms.html) == set()
    assert illustrations.html(forms.html, {}, "en", HERE) == forms.html


def _in(form: str, figures: dict[str, Figure | None]) -> str:
    if form == "html":
        return illustrations.html(FORMS.html, figures, "en", HERE)
    if form == "blocks":
        tree = rendering.render(BODY, IDS).blocks
        return str(illustrations.blocks(tree, figures, "en", HERE))
    if form == "markdown":
        return illustrations.markdown(BODY, figures, "en", HERE)
    return illustrations.text(FORMS.text, BODY, figures, "en", HERE)
