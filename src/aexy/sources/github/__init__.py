"""GitHub and GitHub Enterprise, over REST and GraphQL, and what their web hooks tell.

source.py        the streams, and which part reads each
queries.py       what is asked in GraphQL;  asking.py asks it, and follows REST's pages
pulls issues conversation running organization     read page by page
reading_*.py     what a row says; shapes.py what it promised;  folk.py people in it
hooks.py         web hooks;  dialect.py limits and refusals;  app.py apps and device codes;  checking.py tokens
"""

from aexy.sources.github.source import GITHUB

__all__ = ["GITHUB"]
