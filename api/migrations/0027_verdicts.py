"""An index by which the verdicts on a topic are counted by week, without a look at what readers read."""


def up(migrator, db):
    db.execute_sql(
        'CREATE INDEX "reading_topic_issue_trend_article_id" ON "reading" ("topic", "issue", "trend", "article_id")'
    )


def down(migrator, db):
    db.execute_sql('DROP INDEX "reading_topic_issue_trend_article_id"')
