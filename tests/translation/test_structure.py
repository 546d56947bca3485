from __future__ import annotations

import pytest

from api.content import body
from api.content.texts import Text
from api.translation import splitting, structure

BODY = "# One\n\nTwo *words*.\n\n- Three\n- ![Four](https://a.org/4.png)\n\n```py\nfive\n```\n"


def skeleton(source: str) -> structure.Skeleton:
    """Give the structure of any body."""
    return structure.of_document(body.accept(Text("Title", "", source))[1])


def test_a_structure_holds_no_words() -> None:
    """Whatever the messages say, it is the same; and the same whether they are read or known."""
    text, units, document = splitting.accept(Text("Title", "", BODY))
    assert skeleton(BODY.replace("Two *words*", "**Other** words").replace("Four", "Vier")) == skeleton(BODY)
    assert structure.of_body(text.body, units) == structure.of_body(text.body) == structure.of_document(document)


@pytest.mark.parametrize(
    "other",
    [
        BODY.replace("# One", "## One"),
        BODY.replace("five", "six"),
        BODY.replace("```py", "```js"),
        BODY.replace("4.png", "5.png"),
        BODY.replace("- ", "1. "),
        BODY.replace("Two", "> Two"),
        f"{BODY}\n---\n",
    ],
)
def test_what_readers_get_beside_the_words_is_in_it(other: str) -> None:
    """Levels, code and its language, addresses, kinds of lists, quotations, rules."""
    assert skeleton(other) != skeleton(BODY)


def test_how_far_items_stand_apart_is_not_in_it() -> None:
    """An empty line between two items says nothing else."""
    assert skeleton("- One\n\n- Two\n") == skeleton("- One\n- Two\n")


def test_a_digest_tells_its_frame_and_the_order_of_its_messages() -> None:
    """Of one that was never made nothing is told."""
    first = structure.digest(skeleton(BODY), ["a", "b"])
    assert first == structure.digest(skeleton(BODY), ["a", "b"]) != structure.digest(skeleton(BODY), ["b", "a"])
    assert structure.is_of(first, skeleton(BODY))
    assert not structure.is_of(first, skeleton(f"{BODY}\n---\n"))
    assert not structure.is_of("", skeleton(BODY))
