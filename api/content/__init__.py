"""Floor 3: what the newsroom writes: topics, bylines, issues, articles and their revisions."""
