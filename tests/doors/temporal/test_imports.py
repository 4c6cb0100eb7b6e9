"""What a worker loads before there is anything to count."""

import subprocess
import sys


def test_a_worker_that_has_nothing_to_count_does_without_polars() -> None:
    """Counting is loaded by the first order that counts: idle workers are many, and it is sixty megabytes."""
    program = (
        "import sys, aexy.temporal.worker\nprint(*sorted({'polars', 'numpy', 'holidays', 'lizard'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
