"""DOOR: HTTP. Translates requests into calls of features' services, and what they answer or raise into responses."""
