"""A cache that is looked into: what is kept of counted numbers, and under which names."""

from dataclasses import replace

import pytest
from tests.features.analytics.conftest import Keeping

from aexy.context import Context

COUNTED = ("total:", "team:", "developer:", "repository:", "counted:", "breakdown:")


@pytest.fixture
def keeping() -> Keeping:
    return Keeping({})


@pytest.fixture
def kept(context: Context, keeping: Keeping) -> Context:
    return replace(context, cache=keeping)


def counts(keeping: Keeping) -> set[str]:
    """Under which names counted numbers are kept."""
    names = (name.partition(":")[2] for name in keeping.kept)
    return {name for name in names if name.startswith(COUNTED)}
