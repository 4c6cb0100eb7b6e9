"""The names in the description of the addresses are those of our classes: one name, one shape.

Where two classes share a name, both are described under the paths of their modules; where one is asked and answered
differently, under a name with an ending. Clients are generated from these names, and change with every such accident.
"""

import re

from aexy.cli.openapi import document

ACCIDENT = re.compile(r"__|-(Input|Output)$")


def test_no_two_shapes_have_one_name() -> None:
    names = document()["components"]["schemas"]
    assert "SignInWay" in names
    assert [name for name in names if ACCIDENT.search(name)] == []
