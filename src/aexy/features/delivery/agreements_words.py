"""What an agreement says, in a sentence; who may see whose part in it; and some to begin with."""

from collections.abc import Mapping

from aexy.features.delivery.agreements_schemas import AgreementTemplate
from aexy.kernel.delivery.agreements import UNITS, Kind, LimitUnit
from aexy.kernel.metric import Audience

_UNITS: Mapping[LimitUnit, str] = {
    LimitUnit.WORKING_HOURS: "working hour",
    LimitUnit.WORKING_DAYS: "working day",
    LimitUnit.HOURS: "hour",
    LimitUnit.DAYS: "day",
    LimitUnit.LINES: "line",
    LimitUnit.PULL_REQUESTS: "pull request",
}
_SAYS: Mapping[Kind, str] = {
    Kind.FIRST_REVIEW: "Somebody else looks at a pull request within {limit}.",
    Kind.MERGE_AFTER_APPROVAL: "What is approved is merged within {limit}.",
    Kind.AGE: "No pull request is open for more than {limit}.",
    Kind.SIZE: "What is merged has at most {limit}.",
    Kind.OPEN_PER_AUTHOR: "Nobody has more than {limit} open at once.",
    Kind.APPROVED_BEFORE_MERGE: "Nobody merges their own without somebody else's approval.",
}
CAUTIONS: Mapping[Kind, str] = {
    Kind.FIRST_REVIEW: "A remark on a line is a first look; whether it was a helpful one nobody counts.",
    Kind.MERGE_AFTER_APPROVAL: "The clock begins anew when an approval was taken back and given again.",
    Kind.AGE: "Drafts grow old as well: their clock began when they were opened.",
    Kind.SIZE: "Lines without generated, vendored and lock files; of unknown commits the provider's total.",
    Kind.OPEN_PER_AUTHOR: "An author's week counts as one, however long it was too many.",
    Kind.APPROVED_BEFORE_MERGE: "Some teams agree on merging small things without a review.",
}
# What elsewhere is for a team's eyes is so here: whose work is spread how, and who merges alone.
AUDIENCES: Mapping[Kind, Audience] = dict.fromkeys(Kind, Audience.OPEN) | {
    Kind.OPEN_PER_AUTHOR: Audience.TEAM,
    Kind.APPROVED_BEFORE_MERGE: Audience.TEAM,
}
_TEMPLATES = (
    ("first-review", "First look within a working day", Kind.FIRST_REVIEW, 1.0, LimitUnit.WORKING_DAYS),
    ("merge-approved", "Merged on the day it is approved", Kind.MERGE_AFTER_APPROVAL, 1.0, LimitUnit.WORKING_DAYS),
    ("no-old-ones", "Nothing open for more than two weeks", Kind.AGE, 14.0, LimitUnit.DAYS),
    ("small-changes", "Small changes", Kind.SIZE, 400.0, LimitUnit.LINES),
    ("few-at-once", "Few at once", Kind.OPEN_PER_AUTHOR, 3.0, LimitUnit.PULL_REQUESTS),
    ("four-eyes", "Four eyes", Kind.APPROVED_BEFORE_MERGE, None, None),
)


def says(kind: Kind, limit: float | None, unit: LimitUnit | None) -> str:
    """The agreement as a sentence."""
    much = "" if limit is None or unit is None else f"{limit:g} {_UNITS[unit]}{'' if limit == 1 else 's'}"
    return _SAYS[kind].format(limit=much)


def templates() -> list[AgreementTemplate]:
    """Agreements to begin with, one of each kind."""
    return [
        AgreementTemplate(
            key=key, name=name, says=says(kind, limit, unit), kind=kind, limit=limit, unit=unit, units=list(UNITS[kind])
        )
        for key, name, kind, limit, unit in _TEMPLATES
    ]
