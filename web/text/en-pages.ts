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
  dashboard: "Dashboard",
} as const;

/** The parts of delivery. */
export const deliveryNames = {
  title: "Delivery",
  overview: "Overview",
  deployments: "Deployments",
  flow: "Pull request flow",
  ci: "CI",
  rules: "Rules",
} as const;

/** Pages somebody keeps at hand. */
export const pinning = {
  pinned: "Pinned",
  often: "Often opened",
  pin: (title: string) => `Pin ${title}`,
  unpin: (title: string) => `Unpin ${title}`,
} as const;
