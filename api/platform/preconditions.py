"""If-Match: which version of a thing the caller has read before changing it (RFC 9110 section 13.1.1)."""

from __future__ import annotations

from dataclasses import dataclass

from api.platform.errors import Fault, PreconditionFailed, PreconditionRequired, say


@dataclass(frozen=True, slots=True)
class Expected:
    """The entity tags that the caller would accept, without their quotes; None stands for any (`If-Match: *`)."""

    tags: frozenset[str] | None = None

    def check(self, tag: object) -> None:
        """Compare with the thing's present tag, mostly a serial.

        Raises:
            PreconditionFailed: the thing has changed since the caller read it.
        """
        if self.tags is not None and str(tag) not in self.tags:
            detail = say("This has changed since you read it. Read it again and decide afresh.")
            raise PreconditionFailed(detail, Fault("stale", detail, header="If-Match"))


ANY = Expected()


def required() -> PreconditionRequired:
    """Give the refusal of a write that does not say what its caller has read (RFC 6585 section 3)."""
    detail = say("Send the ETag that you read in If-Match.")
    return PreconditionRequired(detail, Fault("required", detail, header="If-Match"))
