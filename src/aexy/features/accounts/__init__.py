"""Who signs in: one-time links, sessions, and the local owner whom the first start makes."""
