"""Language versions: opening them for every language, and locking one for a change."""

from __future__ import annotations

from api.languages import languages
from api.platform import db, ids, rows
from api.platform.errors import NotFound
from api.platform.preconditions import ANY, Expected
from api.translation import heads
from api.translation.models import Version


def keep_languages() -> None:
    """Keep languages from coming and going until the transaction ends. A step, before a new article opens in them.

    Others may open articles meanwhile. A lock of the table of articles would do too, but whoever saves a revision holds
    an article, and would wait for the table while its new version waits for the article.
    """
    db.beside("languages")


def close_languages() -> None:
    """Wait for articles that are being opened, and keep new ones waiting. A step, before a language comes or goes."""
    db.alone("languages")


def open_all(article_id: str) -> None:
    """Open a version of an article in every language that people write in and that has none yet. A step."""
    db.require_transaction()
    standing = {row.language_id for row in Version.select(Version.language).where(Version.article == article_id)}
    missing = [code for code in languages.written() if code not in standing]
    Version.insert_many([{"id": ids.new(), "article": article_id, "language": code} for code in missing]).execute()


def open_everywhere(language: str) -> None:
    """Open a version of every article in a language that the newsroom begins to use. A step inside a transaction.

    What is to be translated there is known from the source's version, which has as many messages. Whoever saves a
    revision at this moment is waited for before that is read, since the new version is not theirs to count.
    """
    db.require_transaction()
    db.keep("SELECT id FROM article ORDER BY id", (), only_key=True)
    db.append(
        Version,
        [
            {
                "id": ids.new(),
                "article": article_id,
                "language": language,
                "serial": 1,
                "due_is_firm": False,
                "status": "missing",
                "untranslated": messages,
                "untranslated_words": words,
                "source_hash": source_hash,
            }
            for article_id, messages, words, source_hash in db.rows(_SOURCES, (language,))
        ],
    )


_SOURCES = """
SELECT version.article_id, version.translated + version.approved, version.translated_words + version.approved_words,
       version.source_hash
  FROM version
  JOIN article ON article.id = version.article_id AND article.source_language = version.language
 WHERE NOT EXISTS (SELECT 1 FROM version AS other WHERE other.article_id = article.id AND other.language = ?)
"""


def lock(article_id: str, language: str, *, expected: Expected = ANY) -> Version:
    """Give a version, locked until the transaction ends, as the caller expects it. A step inside a transaction.

    Its article's key is locked before it. PostgreSQL would do so when a transaction updates a version for the second
    time, and whoever saves a revision of that article then waits for the version: neither would ever go on.

    Raises:
        NotFound: there is no such article, the newsroom has no such language, or it is a transliteration.
        PreconditionFailed: it has changed since.
    """
    db.keep("SELECT 1 FROM article WHERE id = ?", (article_id,), only_key=True)
    chosen = (Version.article == article_id, Version.language == language)
    try:
        return rows.lock(Version, *chosen, missing=heads.MISSING, expected=expected)
    except NotFound:
        raise NotFound(heads.missing(language)) from None


def lock_all(*article_ids: str) -> list[Version]:
    """Give every version of some articles, locked in one order for all. A step inside a transaction."""
    db.require_transaction()
    return list(db.for_update(Version.select().where(Version.article.in_(article_ids)).order_by(Version.id)))


def lock_language(language: str) -> None:
    """Lock the versions of all articles in a language, in the order of everybody. A step inside a transaction."""
    db.require_transaction()
    chosen = Version.select(Version.id).where(Version.language == language).order_by(Version.id)
    list(db.for_update(chosen).tuples())


def touch(version: Version) -> int:
    """Raise a version's serial, which is its ETag, and give it. A step inside a transaction."""
    db.require_transaction()
    version.serial += 1
    Version.update(serial=version.serial).where(Version.id == version.id).execute()
    return int(version.serial)
