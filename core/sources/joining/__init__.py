"""Two tables become one: sides, keys, matching, and what is said before it is done."""
