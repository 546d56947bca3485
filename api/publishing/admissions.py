"""Admissions: that a partner's request was judged and counted, told by whoever did that to whoever answers. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from api.publishing.audience import Audience
from api.publishing.handovers import Handover

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# Where the application finds, in the request's environ, a passage. No client can put it there: what they send is text,
# and under names that begin with HTTP_.
PASSAGE = "polyweek.passage"


class Admission(Protocol):
    """What became of a request that came with a key: it counts once, whether it was let in or refused."""

    @property
    def audience(self) -> Audience | None:
        """For whom it reads; None where it was refused."""
        ...

    def fields(self) -> Mapping[str, str]:
        """Give the header fields that tell the partner what is left of its quotas."""
        ...


class Doorkeeper(Protocol):
    """Who judges partners' requests before the application sees them. Nothing that it says is remembered."""

    def knows(self, authorization: str) -> bool:
        """Tell whether a header Authorization is a key in its one usual form; all others are the application's."""
        ...

    def admit(self, environ: WSGIEnvironment) -> Admission:
        """Judge a request and count it, some statements. Who is refused is told so by the admission."""
        ...

    def renew(self, admission: Admission, environ: WSGIEnvironment) -> Admission:
        """Judge a request again that has waited since, without counting it a second time."""
        ...

    def note(self, audience: Audience, handovers: Sequence[Handover]) -> None:
        """Note what a partner was given."""
        ...


@dataclass(slots=True)
class Passage:
    """A partner's request on its way from the edge into the application.

    With an `admission` the application goes by that, and neither judges nor counts. Without, it does both, and says by
    `is_in` that it let the request in. With `handovers` it adds to them what it hands over, and does not note it.
    """

    admission: Admission | None = None
    handovers: list[Handover] | None = None
    is_in: bool = field(default=False, init=False)
