"""Manifests and lock files: which paths are some, and what they say. Pure functions over text; nothing is run.

kind = kind_of("services/api/package.json")        None where it is no manifest
kind.parse(text)                                    its entries; NotRead when it cannot be understood
"""

from aexy.sources.manifests.kinds import PATHS, RULES, Kind, NotRead, kind_of, parse

__all__ = ["PATHS", "RULES", "Kind", "NotRead", "kind_of", "parse"]
