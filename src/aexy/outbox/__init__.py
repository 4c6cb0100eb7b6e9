"""SEND: letters and calls to the world outside, and a double that keeps what it was given."""
