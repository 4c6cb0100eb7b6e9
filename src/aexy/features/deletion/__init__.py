"""Deleting a workspace: asked for by name, taken back for seven days, then all of it goes."""
