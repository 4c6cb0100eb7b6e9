"""Asking somebody to join a workspace, and joining it."""
