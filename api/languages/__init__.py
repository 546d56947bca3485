"""Floor 1: the languages of the newsroom, and the API's own words in each of them."""
