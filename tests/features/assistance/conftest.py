"""The same surroundings as the analyses of groups."""

from tests.features.analytics.conftest import context, viewer

__all__ = ["context", "viewer"]
