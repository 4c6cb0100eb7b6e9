"""The sprint that was counted by hand, looked at issue by issue."""

from tests.features.analytics.conftest import context, story, viewer
from tests.features.dashboards.sprinting import sprint

__all__ = ["context", "sprint", "story", "viewer"]
