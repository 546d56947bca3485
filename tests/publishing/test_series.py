from __future__ import annotations

from api.content import weeks
from api.publishing import series
from api.publishing.series import MOST_WEEKS, Point, Tally

BETTER, WORSE, SAME = Tally(improved=1), Tally(worsened=1), Tally(unchanged=1)


def test_the_balance_runs_from_the_first_week_ever() -> None:
    """What was before the weeks that are shown is in the running balance of each of them."""
    tallies = {"2017-W01": WORSE, "2017-W02": Tally(worsened=2), "2017-W04": BETTER}
    found = series.points(tallies, ["2017-W03", "2017-W04", "2017-W05"])
    assert [point.running for point in found] == [-3, -2, -2]
    assert series.points(tallies, ["2017-W04"])[0].running == -2


def test_a_week_without_a_verdict_has_no_balance() -> None:
    """It is there, its counts are 0, its balance is None, and the running one goes on; before the first it is None."""
    found = series.points({"2017-W02": SAME}, ["2017-W01", "2017-W02", "2017-W03"])
    assert [point.tally.balance for point in found] == [None, 0, None]
    assert [point.running for point in found] == [None, 0, 0]
    assert found[0] == Point("2017-W01", Tally(), None)


def test_no_weeks_are_no_points() -> None:
    """Where nothing is to be shown there is no point, whatever was before."""
    assert series.points({"2017-W02": SAME}, []) == []


def test_verdicts_sum_up() -> None:
    """The balance is the better ones less the worse ones, the mean goes from -1 to 1, and nothing has neither."""
    found = series.total([BETTER, WORSE, WORSE, SAME])
    assert (found, found.verdicts, found.balance, found.mean) == (Tally(1, 1, 2), 4, -1, -0.25)
    assert (Tally().balance, Tally().mean) == (None, None)
    assert Tally(worsened=3).mean == -1
    assert Tally(3, 2, 1) - Tally(1, 1, 2) == Tally(2, 1, -1)


def test_an_open_period_goes_from_the_first_verdict_to_the_last() -> None:
    """Each end that is left open is where the verdicts end; without any there is no week."""
    known = ["2017-W50", "2018-W02"]
    assert series.period(None, None, known) == ["2017-W50", "2017-W51", "2017-W52", "2018-W01", "2018-W02"]
    assert series.period("2018-W01", None, known) == ["2018-W01", "2018-W02"]
    assert series.period(None, "2017-W51", known) == ["2017-W50", "2017-W51"]
    assert series.period("2019-W01", None, known) == series.period(None, "2016-W01", known) == []
    assert series.period(None, None, []) == series.period("2018-W01", None, []) == []
    assert series.period("2018-W01", "2018-W02", []) == ["2018-W01", "2018-W02"]


def test_an_open_period_is_bounded() -> None:
    """However far apart the verdicts are, the latest twenty years are shown, or those from the week that was named."""
    known = ["1000-W01", "9998-W52"]
    found = series.period(None, None, known)
    assert (len(found), found[-1]) == (MOST_WEEKS, "9998-W52")
    found = series.period("2000-W01", None, known)
    assert (len(found), found[0]) == (MOST_WEEKS, "2000-W01")


def test_an_end_that_is_named_is_shown_from_nearby() -> None:
    """With only the end named, the weeks before it are shown, at most twenty years of them."""
    found = series.period(None, "9998-W52", ["1000-W01"])
    assert (len(found), found[-1]) == (MOST_WEEKS, "9998-W52")
    assert series.period(None, "1000-W02", ["1000-W01"]) == ["1000-W01", "1000-W02"]


def test_weeks_are_joined() -> None:
    """Some weeks make one point: their sum, and the running balance at their end; the last may be fewer."""
    shown = weeks.between("2017-W01", "2017-W05")
    found = series.binned(series.points({"2017-W01": WORSE, "2017-W02": SAME, "2017-W05": BETTER}, shown), 2)
    assert found == [
        Point("2017-W01", Tally(0, 1, 1), -1),
        Point("2017-W03", Tally(), -1),
        Point("2017-W05", BETTER, 0),
    ]
