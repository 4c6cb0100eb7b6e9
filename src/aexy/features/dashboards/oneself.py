"""What widgets about whoever asks say to somebody of whom nobody knows who they are, and how they name things."""

from aexy.features.dashboards.drawings import Link
from aexy.features.dashboards.widget import Asked, Nothing

WHO_ARE_YOU = Nothing(
    "It is not known yet which of the people here you are, so nothing here is about you.",
    Link(label="Say who you are", href="/me"),
)


def person_href(id_: object) -> str:
    """The page of somebody; one's own numbers are there as well."""
    return f"/person?id={id_}"


def nobody_known(asked: Asked) -> bool:
    """Whether it is not known who asks."""
    return asked.viewer.developer_id is None


def days(n: int) -> str:
    """So many days, as one says it."""
    return "1 day" if n == 1 else f"{n:,} days"
