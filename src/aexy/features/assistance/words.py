"""What is said about assistance, whatever the numbers are."""

from aexy.kernel.analyses.assistance import AUTHORED, CO_AUTHORED, SURVIVAL_DAYS
from aexy.kernel.metric import Unit

SAYS = (
    "A change is assisted where an AI agent is its author, or where its message names an assistant. Of the others "
    "nothing is known: they are those without a trace."
)
CAUTION = (
    "This cannot show what an assistant does to work: assistance that leaves no trace stands among the others, and who "
    "uses one, and for what, is no accident. A difference between the sides may be one of tasks, people or code. "
    "Bounds say how far chance reaches, not whether a cause is there."
)
TELEMETRY = "telemetry"
EVIDENCE = {
    AUTHORED: "An AI agent is the author of the commit or pull request, under its own name.",
    CO_AUTHORED: (
        "A person is the author, and the message names an assistant: a trailer such as Co-authored-by, or a line that "
        "begins “Generated with”."
    ),
    TELEMETRY: (
        "The assistant's own count of how everybody together uses it. It says of no change whether it was assisted."
    ),
}
MEASURES = {
    "response_hours": (
        "First response",
        Unit.HOURS,
        "Median hours from ready to the first response by somebody else.",
    ),
    "cycle_hours": ("Ready to merged", Unit.HOURS, "Median hours from being ready to the merge."),
    "rework_share": (
        "Reworked after review",
        Unit.SHARE,
        "Share of reviewed pull requests with commits after the first review.",
    ),
    **{
        f"survived_{days}": (
            f"Lines still there after {days} days",
            Unit.SHARE,
            f"Share of added lines that nobody removed or rewrote within {days} days, of lines as old as that.",
        )
        for days in SURVIVAL_DAYS
    },
}
