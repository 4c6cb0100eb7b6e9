"""The same five people as the analyses of groups are tried on."""

from tests.features.analytics.conftest import context, story, viewer

__all__ = ["context", "story", "viewer"]
