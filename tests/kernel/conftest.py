"""Properties are tried as long as they take: a busy machine is no counterexample."""

from hypothesis import settings

settings.register_profile("patient", deadline=None, max_examples=60)
settings.load_profile("patient")
