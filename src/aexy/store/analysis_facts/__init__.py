"""Tables the analyses read, each by a function from a `Reading` to a frame."""
