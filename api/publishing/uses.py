"""Uses: which texts name a picture, and which pictures no text names; for editors, who look before they change one."""

from __future__ import annotations

from typing import Literal, get_args

from api.platform import paging, rows
from api.publishing import exposure

Use = Literal["public", "unused", "withdrawn"]
USES: tuple[Use, ...] = get_args(Use)


def page(picture_id: str, cursor: paging.Cursor | None, limit: int) -> paging.Page:
    """Give a page of the texts that name a picture, or one that it stands for; one statement.

    They are those that readers have, in each language, and the latest revisions where readers have another. A row is:
    article, language, `draft` or `public`, revision, title, whether it is the lead picture, and since when it stands.
    """
    return rows.page(_PAGE, (picture_id,), cursor, limit, by=("article_id", "language", "kind"))


_PAGE = f"""
{exposure.STANDS_FOR}
SELECT article_id, language, kind, revision, title, is_lead, since
  FROM (SELECT DISTINCT publication.article_id, publication.language, 'public' AS kind, publication.revision,
               publication.title, COALESCE(publication.picture IN (SELECT id FROM stands_for), FALSE) AS is_lead,
               publication.published_at AS since
          FROM stands_for
          JOIN publication_picture ON publication_picture.picture_id = stands_for.id
          JOIN publication ON publication.id = publication_picture.publication_id
         WHERE publication.ended_at IS NULL AND publication.withdrawn_at IS NULL
        UNION ALL
        SELECT DISTINCT article.id, article.source_language, 'draft', revision.number, revision.title,
               COALESCE(revision.picture IN (SELECT id FROM stands_for), FALSE), revision.created_at
          FROM stands_for
          JOIN draft_picture ON draft_picture.picture_id = stands_for.id
          JOIN article ON article.id = draft_picture.article_id
          JOIN revision ON revision.article_id = article.id
         WHERE revision.number = (SELECT MAX(own.number) FROM revision AS own WHERE own.article_id = article.id)
           AND NOT EXISTS (SELECT 1
                             FROM publication
                            WHERE publication.article_id = article.id
                              AND publication.language = article.source_language
                              AND publication.revision = revision.number
                              AND publication.ended_at IS NULL AND publication.withdrawn_at IS NULL)) AS used
 WHERE TRUE
"""  # noqa: S608 - fixed

# All that is named by what readers have, or by the latest texts too, and what stands for it.
_NAMED = """
id {sign} (
WITH RECURSIVE named (id) AS (
    SELECT publication_picture.picture_id
      FROM publication_picture
      JOIN publication ON publication.id = publication_picture.publication_id
     WHERE publication.ended_at IS NULL AND publication.withdrawn_at IS NULL
    {drafts}
    UNION
    SELECT COALESCE(picture.replaced_by, picture.substitute)
      FROM named
      JOIN picture ON picture.id = named.id
     WHERE picture.replaced_by IS NOT NULL OR (picture.withdrawn_at IS NOT NULL AND picture.substitute IS NOT NULL)
)
SELECT id FROM named)
"""

# Which pictures of the library are put to a use, as a condition in SQL.
CONDITIONS: dict[Use, str] = {
    "public": f"withdrawn_at IS NULL AND {_NAMED.format(sign='IN', drafts='')}",
    "unused": _NAMED.format(sign="NOT IN", drafts="UNION SELECT picture_id FROM draft_picture"),
    "withdrawn": "withdrawn_at IS NOT NULL",
}
