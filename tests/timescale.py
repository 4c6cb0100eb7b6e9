"""Whether the PostgreSQL of this run has TimescaleDB built into it, and the marks of tests that turn on it."""

import pytest

from aexy.stack.postgres import programs
from aexy.stack.reach import extras

IS_HERE = "timescaledb" in extras(programs())

needs_timescale = pytest.mark.skipif(
    not IS_HERE, reason="TimescaleDB is not here: AEXY_TEST_POSTGRES names a PostgreSQL that has it (CONTRIBUTING.md)"
)
without_timescale = pytest.mark.skipif(IS_HERE, reason="it says what is where TimescaleDB is not")
