/** What pages are called whose texts are not needed everywhere: every page has the ways to them. */
export const pageNames = {
  activity: "What happened",
  notifications: "Notifications",
  issues: "Issues",
  sprints: "Sprints",
  matching: "Who could take this",
  assistance: "AI assistance",
  investment: "Investment",
  members: "Members",
  tokens: "Tokens and sessions",
  privacy: "Privacy",
  system: "System health",
  owning: "Teams",
  calendar: "Schedules",
  counting: "Metrics",
  appearance: "Appearance",
} as const;
