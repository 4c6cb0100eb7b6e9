"""DECIDE: reading what providers have, from cursor to cursor, and saying how fresh and how whole it is."""
