/** What the settings page says. */
export const settings = {
  title: "Settings",
  workspace: "Workspace",
  workspaceSays: "These decide which day a commit belongs to, and which days count as working days",
  name: "Name",
  zone: "Time zone",
  days: "Working days",
  dayNames: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
  longDays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
  save: "Save",
  saved: "Saved.",
  readOnly: "An owner or admin of the workspace may change these.",
  scheme: { system: "As the system", light: "Light", dark: "Dark" },
  account: "Account",
  role: (role: string) => `Your role here: ${role}`,
  snapshots: "Stored numbers",
  snapshotsSay:
    "Numbers of closed periods are stored. They are recomputed after every sync; this recomputes all of them.",
  recompute: "Recompute everything",
  recomputing: "Recomputing.",
  zoneUnknown: "There is no such time zone. Choose one from the list.",
};
