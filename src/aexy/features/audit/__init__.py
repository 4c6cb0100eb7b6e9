"""Who changed what may be seen or done, and when: an append-only log whose events hold fast to each other."""
