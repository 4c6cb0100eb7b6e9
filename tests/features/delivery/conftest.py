"""A context over the real database, with nothing kept between questions, and somebody who asks."""

from tests.features.insights.conftest import context, viewer

__all__ = ["context", "viewer"]
