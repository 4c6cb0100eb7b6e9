"""The seven presets, with their widgets in full, and one that is whatever somebody makes of it."""

from aexy.features.dashboards.schemas import Preset

PRESETS: dict[Preset, tuple[str, str, tuple[str, ...]]] = {
    "developer": (
        "Developer",
        "Your own work: skills, rhythm, reviews and what to do next.",
        (
            "welcome", "quickStats", "languageProficiency", "workPatterns", "domainExpertise", "frameworksTools",
            "aiInsights", "softSkills", "growthTrajectory", "peerBenchmark", "myGoals", "performanceReviews",
            "learningPath",
        ),
    ),
    "manager": (
        "Manager",
        "Your teams: what they do, where it waits, who could take what.",
        (
            "welcome", "quickStats", "teamOverview", "sprintOverview", "trackingSummary", "taskMatcher",
            "peerBenchmark", "aiInsights", "performanceReviews", "myGoals",
        ),
    ),
    "product": (
        "Product",
        "Sprints, documents and what is due.",
        (
            "welcome", "sprintOverview", "trackingSummary", "recentDocs", "teamOverview", "myGoals",
            "upcomingDeadlines",
        ),
    ),
    "hr": (
        "People",
        "Hiring and the teams.",
        (
            "welcome", "hiringPipeline", "candidateStats", "softSkills", "performanceReviews", "teamOverview",
            "pendingReviews",
        ),
    ),
    "support": (
        "Support",
        "Tickets, promises about them, and forms.",
        ("welcome", "ticketStats", "slaOverview", "recentTickets", "formSubmissions", "crmQuickView"),
    ),
    "sales": (
        "Sales",
        "Deals and how they move.",
        ("welcome", "crmPipeline", "dealStats", "recentDeals", "formSubmissions", "myGoals"),
    ),
    "admin": (
        "Administration",
        "The organization, and whether its servers and sources are well.",
        ("welcome", "orgMetrics", "teamOverview", "hiringPipeline", "ticketStats", "systemHealth"),
    ),
    "custom": ("Your own", "Whatever you put here.", ("welcome", "quickStats")),
}  # fmt: skip

LATER = (
    "myGoals", "aiInsights", "softSkills", "growthTrajectory", "standupStatus", "performanceReviews", "pendingReviews",
    "reviewCycle", "learningPath", "skillGaps",
)  # fmt: skip
"""Widgets whose data does not exist yet: they come with the features they show."""
