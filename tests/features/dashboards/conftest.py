"""The people whose numbers analyses were counted by hand for, looked at through widgets."""

from tests.features.analytics.conftest import context, story, viewer
from tests.features.dashboards.kept import keeping, kept
from tests.features.dashboards.sprinting import sprint

__all__ = ["context", "keeping", "kept", "sprint", "story", "viewer"]
