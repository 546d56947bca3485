from __future__ import annotations

import io
import re
import zipfile

from tests.newsroom import Newsroom
from tests.partners import parties


def test_the_page_to_be_printed_is_read_on_a_screen_too(sqlite_newsroom: Newsroom) -> None:
    """Its lines are short and stand off the edge there, without a cover's void; on paper the sheet has the margins."""
    sqlite_newsroom.publish()
    text = parties.reader(sqlite_newsroom)
    with zipfile.ZipFile(io.BytesIO(parties.call(sqlite_newsroom, _ARCHIVE, text).data)) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/print.html"))
        style = archive.read(name).decode().partition("<style>")[2].partition("</style>")[0]
    on_paper = "".join(re.findall(r"@media print\{((?:[^{}]*\{[^{}]*\})*)\}", style))
    on_both = style.replace(on_paper, "")
    assert re.findall(r"max-width:(\w+)", "".join(re.findall(r"^body\{(.*)\}", on_both, re.MULTILINE))) == ["42rem"]
    assert "margin:2rem auto;padding:0 1rem" in on_both
    assert "padding-top" not in on_both
    assert "max-width:none;margin:0;padding:0" in on_paper


_ARCHIVE = "/v1/issues/2017-W37/archive.zip?lang=en"
