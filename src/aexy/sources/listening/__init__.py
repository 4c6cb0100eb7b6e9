"""Tools that are only listened to: they tell by web hooks, and nothing is asked of them.

pagerduty   incidents, as its web hooks of version 3 tell them
opsgenie    alerts, as its outgoing web hooks tell them
told        deployments and incidents in our own words, signed, from whoever has the secret
"""

from collections.abc import Mapping
from typing import Final

from aexy.sources.contract import Source
from aexy.sources.listening.opsgenie import OPSGENIE
from aexy.sources.listening.pagerduty import PAGERDUTY
from aexy.sources.listening.told import TOLD

LISTENING: Final[Mapping[str, Source]] = {one.provider: one for one in (PAGERDUTY, OPSGENIE, TOLD)}

__all__ = ["LISTENING"]
