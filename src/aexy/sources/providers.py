"""Every provider there is a connector for, by its name in `connections.provider`."""

from collections.abc import Mapping
from typing import Final

from aexy.sources.contract import Source

PROVIDERS: Final[Mapping[str, Source]] = {}
