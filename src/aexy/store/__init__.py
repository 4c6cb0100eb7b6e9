"""KEEP: what is stored and how it is read back. Nothing here decides anything."""
