"""Time series of verdicts: what they sum up to, week by week and over periods. Pure.

The verdict of an article counts in the week of its issue; one without an issue is of no week and counts in none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.content import weeks

MOST_WEEKS = 1_060  # of a period: twenty years


@dataclass(frozen=True, slots=True)
class Tally:
    """How many verdicts of each kind there are."""

    improved: int = 0
    unchanged: int = 0
    worsened: int = 0

    @property
    def verdicts(self) -> int:
        """How many there are in all."""
        return self.improved + self.unchanged + self.worsened

    @property
    def balance(self) -> int | None:
        """The better ones less the worse ones; None without a verdict, which is not the same as no change."""
        return self.improved - self.worsened if self.verdicts else None

    @property
    def mean(self) -> float | None:
        """The balance for each verdict, from -1 to 1, by which periods of different length compare; else None."""
        return round((self.improved - self.worsened) / self.verdicts, 3) if self.verdicts else None

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.improved + other.improved, self.unchanged + other.unchanged, self.worsened + other.worsened)

    def __sub__(self, other: Tally) -> Tally:
        return Tally(self.improved - other.improved, self.unchanged - other.unchanged, self.worsened - other.worsened)


@dataclass(frozen=True, slots=True)
class Point:
    """A week by its key. `running` is the balance of all weeks up to it; None before the first verdict."""

    week: str
    tally: Tally
    running: int | None


ByWeek = Mapping[str, Tally]  # of a topic, by the key of the week; weeks without a verdict are not there


def period(since: str | None, until: str | None, known: Iterable[str]) -> list[str]:
    """Give the weeks from one to another; what is left open is bounded by the first and last of the `known` ones.

    With both ends open the latest `MOST_WEEKS`. The caller bounds what is open at neither.
    """
    found = sorted(known)
    if not found and (since is None or until is None):
        return []
    last = until if until is not None else found[-1]
    first = since if since is not None else max(found[0], weeks.later(last, 1 - MOST_WEEKS))
    if until is None:
        last = min(last, weeks.later(first, MOST_WEEKS - 1))
    return weeks.between(first, last)


def points(tallies: ByWeek, shown: Sequence[str]) -> list[Point]:
    """Give a point for each of some weeks that follow each other; what was before them is in the running balance."""
    if not shown:
        return []
    before = [tally for week, tally in tallies.items() if week < shown[0]]
    running = total(before).balance
    found = []
    for week in shown:
        tally = tallies.get(week, Tally())
        running = running if tally.balance is None else (running or 0) + tally.balance
        found.append(Point(week, tally, running))
    return found


def total(tallies: Iterable[Tally]) -> Tally:
    """Give the sum of some tallies."""
    return sum(tallies, Tally())


def binned(found: Sequence[Point], size: int) -> list[Point]:
    """Join so many weeks each into one point, named by its first week; the last may have fewer."""
    groups = [found[start : start + size] for start in range(0, len(found), size)]
    return [Point(group[0].week, total(point.tally for point in group), group[-1].running) for group in groups]
