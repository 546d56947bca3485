"""A door: editors, translators and reviewers work here."""
