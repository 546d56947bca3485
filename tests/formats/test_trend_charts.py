from __future__ import annotations

import base64
import hashlib
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from api.content import weeks
from api.formats import trend_charts, trend_themes
from api.formats.trend_charts import Chart, Panel
from api.publishing import series
from api.publishing.series import Tally

SVG = "{http://www.w3.org/2000/svg}"
TALLIES = {"2017-W36": Tally(1, 0, 0), "2017-W37": Tally(0, 1, 2), "2017-W39": Tally(0, 0, 1)}


def chart(first: str = "2017-W36", last: str = "2017-W39", language: str = "en", *names: str) -> Chart:
    """Give a chart of the same verdicts for each topic."""
    shown = weeks.between(first, last)
    panels = [Panel(name, series.points(TALLIES, shown)) for name in names or ("Society",)]
    return Chart("Neman Review", panels, language)


def drawn(asked: Chart) -> ET.Element:
    """Give the picture, parsed."""
    return ET.fromstring(trend_charts.write(asked))


def texts(picture: ET.Element) -> list[str]:
    """Give all words that stand in a picture."""
    return ["".join(each.itertext()) for each in picture.iter(f"{SVG}text")]


@pytest.mark.parametrize("language", ["en", "be", "ru"])
def test_a_screen_reader_is_told_all(language: str) -> None:
    """The picture is an image with a title and a description, named by ids, that gives each topic's numbers."""
    picture = drawn(chart("2017-W36", "2017-W39", language, "Society", "River"))
    title, description = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert (picture.get("role"), picture.get("lang")) == ("img", language)
    assert picture.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert "Neman Review" in (title.text or "")
    assert "2017" in (title.text or "")
    assert re.findall(r"\d+|−\d", description.text or "") == ["1", "1", "3", "−2"] * 2
    assert ("better" in (description.text or "")) == (language == "en")


def test_two_charts_in_one_page_have_ids_of_their_own() -> None:
    """What is put into a page beside another chart does not take that one's title."""
    found = {drawn(chart("2017-W36", last)).get("aria-labelledby") for last in ("2017-W38", "2017-W39")}
    assert len(found) == 2


def test_the_picture_needs_and_runs_nothing() -> None:
    """There is no script, no handler, no style but the one that the policy names, and no address but the namespace."""
    name = "<script>alert(1)</script> onload=x https://example.org"
    written = trend_charts.write(chart("2017-W36", "2017-W39", "en", name)).decode()
    picture = ET.fromstring(written)
    assert {each.tag.removeprefix(SVG) for each in picture.iter()} == {
        *("svg", "title", "desc", "style", "rect", "text", "g", "line", "path", "circle")
    }
    attributes = {key for each in picture.iter() for key in each.attrib}
    assert not {key for key in attributes if key.startswith("on") or key.endswith("href") or key == "style"}
    style = picture.find(f"{SVG}style")
    assert style is not None
    digest = base64.b64encode(hashlib.sha256((style.text or "").encode()).digest()).decode()
    assert f"sha256-{digest}" == trend_themes.digest("light")
    assert "url(" not in written
    assert "<!" not in written


def test_a_page_that_takes_the_picture_in_stays_as_it_is() -> None:
    """Each rule of its style sheet is for what stands in the picture alone."""
    picture = drawn(chart())
    style = picture.findtext(f"{SVG}style") or ""
    selectors = re.findall(r"(?:^|[}{])([^{}@]+)\{[^{}]", style)
    assert len(selectors) > 10
    assert all(each.startswith(f".{picture.get('class')} ") for each in selectors)


def test_the_same_chart_has_the_same_bytes() -> None:
    """Whoever keeps a copy need not take another."""
    assert trend_charts.write(chart()) == trend_charts.write(chart())


def test_it_takes_the_width_that_it_is_given() -> None:
    """It has a height in pixels and no width of its own, places from side to side are in percent, letters in pixels."""
    picture = drawn(chart())
    assert (picture.get("width"), picture.get("viewBox")) == ("100%", None)
    assert float(picture.get("height") or 0) > 200
    for each in picture.iter(f"{SVG}line"):
        assert (each.get("x1") or "").endswith("%") or float(each.get("x1") or 0) < 300


def test_verdicts_are_told_apart_by_place_too() -> None:
    """The better ones stand above the base line, the worse ones below it, and no change across it."""
    (plot,) = [each for each in drawn(chart()).iter(f"{SVG}svg") if each.get("height") == "32"]
    spans = {}
    for path in plot.iter(f"{SVG}path"):
        bars = re.findall(r"M[\d.]+ ([\d.]+)h[\d.]+v([\d.]+)", path.get("d") or "")
        spans[path.get("class")] = [(float(top), float(top) + float(height)) for top, height in bars]
    assert all(bottom == 16 for _, bottom in spans["i"])
    assert all(top < 16 < bottom for top, bottom in spans["u"])
    assert [round(top, 1) for top, _ in spans["d"]] == [round(spans["u"][0][1], 1), 16]
    assert (len(spans["i"]), len(spans["u"]), len(spans["d"])) == (1, 1, 2)


def test_the_line_begins_with_the_first_verdict() -> None:
    """Before it there is no balance to be drawn."""
    line = next(each for each in drawn(chart("2017-W34")).iter(f"{SVG}path") if each.get("class") == "l")
    assert re.findall(r"([\d.]+) [\d.]+", line.get("d") or "") == ["2.5", "3.5", "4.5", "5.5"]


def test_many_weeks_are_joined_and_few_are_not() -> None:
    """Two years have a bar for each week; twenty have one for each nine, and say so."""
    assert "Verdicts of each week:" in texts(drawn(chart("2017-W01", "2018-W52")))
    twenty = drawn(chart("2000-W01", "2019-W52"))
    assert "Verdicts, 9 weeks to a bar:" in texts(twenty)
    assert max(float((each.get("viewBox") or "0 0 0 0").split()[2]) for each in twenty.iter(f"{SVG}svg")) <= 130


def test_dates_stand_along_the_axis() -> None:
    """A short time names days, a long one months with their year: three where there is little room, five else."""
    narrow, wide = drawn(chart("2017-W01", "2018-W52")).findall(f"{SVG}g")[-2:]
    assert texts(narrow) == ["Jan 2017", "Jan 2018", "Dec 2018"]
    assert len(texts(wide)) == 5
    narrow, wide = drawn(chart("2017-W30", "2017-W39")).findall(f"{SVG}g")[-2:]
    assert texts(narrow) == ["Jul 24", "Aug 28"]
    assert texts(wide) == ["Jul 24", "Aug 14", "Sep 4", "Sep 25"]
    assert "11 вер" in texts(drawn(chart("2017-W36", "2017-W38", "be")))
    assert "Sep 11" in texts(drawn(chart("2017-W37", "2017-W37")))


def test_without_a_verdict_it_says_so() -> None:
    """No topic, and topics without a week, are a short picture with words; a topic without one has an empty panel."""
    for asked in (Chart(None, [], "en"), Chart("Neman Review", [Panel("Society", [])], "en")):
        picture = drawn(asked)
        assert "There is no verdict yet." in texts(picture)
        assert (picture.find(f"{SVG}desc") or [""]) is not None
    empty = drawn(chart("2016-W01", "2016-W10"))
    description = empty.find(f"{SVG}desc")
    assert description is not None
    assert description.text == "Society: no verdict in these weeks."


def test_from_the_right_all_is_mirrored() -> None:
    """Where words run from the right so does time; a balance keeps its sign before it."""
    asked = replace(chart("2017-W36", "2017-W39", "ar", "المجتمع", "River"), is_rtl=True)
    picture = drawn(asked)
    assert picture.get("direction") == "rtl"
    assert "\u2066−2\u2069" in texts(picture)
    assert "\u2068River\u2069" in texts(picture)
    dots = {each.get("cx") for each in picture.iter(f"{SVG}circle")}
    (mirrored,) = {each.get("cx") for each in drawn(replace(asked, is_rtl=False)).iter(f"{SVG}circle")}
    assert dots == {f"{100 - float((mirrored or '').rstrip('%')):.2f}".rstrip("0").rstrip(".") + "%"}


def test_a_long_name_takes_lines_and_the_whole_stands_in_the_description() -> None:
    """Nothing leaves the picture: names break, and what is cut is read out whole."""
    name = "The river, " * 20
    picture = drawn(chart("2017-W36", "2017-W39", "en", name))
    assert max(len(each) for each in texts(picture)) <= 60
    assert name.strip() in (picture.findtext(f"{SVG}desc") or "")
