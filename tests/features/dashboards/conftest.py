"""The people whose numbers analyses were counted by hand for, looked at through widgets."""

from tests.features.analytics.conftest import context, story, viewer

__all__ = ["context", "story", "viewer"]
