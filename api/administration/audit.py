"""Routes: the audit, read by administrators."""

from __future__ import annotations

from typing import Any

from api.accounts import guard
from api.administration import schemas, views
from api.administration.door import door
from api.platform import web


@door.route("/audit")
@guard.requires("administer")
@door.refuses(422)
@door.arguments(schemas.AuditQuery, location="query")
@door.response(200, schemas.AuditEntryList)
def list_audit(query: dict[str, Any]) -> dict[str, Any]:
    """List who did what to which thing, the latest first, each to the minute."""
    purpose = f"admin/audit?{query['person']}&{query['action']}&{query['thing_id']}&{query['since']}"
    cursor = web.signer().read(query["cursor"], purpose) if query["cursor"] else None
    page, data = views.audit_page(query, cursor)
    return web.envelope(data, page, purpose, query["limit"])
