"""Two doors: the partners' own, and the one by which administrators look after them."""

from __future__ import annotations

from api.platform.doors import Door

door = Door("partner", __name__, url_prefix="/v1/partner", description="For partners, with an API key.")
administration = Door(
    "partners", __name__, url_prefix="/v1/admin/partners", description="Partners, for administrators."
)
