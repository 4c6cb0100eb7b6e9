"""Signing in at a provider: the trip there and back, whose account it is, and who may come in at all."""
