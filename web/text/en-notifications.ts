/** What the bell and the page behind it say. */
import { pageNames } from "./en-pages";

export const notifications = {
  title: pageNames.notifications,
  says: "what concerns you, the latest first",
  bell: (unread: string | null) => (unread === null ? "Notifications" : `Notifications, ${unread} unread`),
  most: (n: number) => `${n}+`,
  none: "Nothing new",
  noneSays: "Alerts, questions about who you are, jobs of yours and connections that need somebody will be here.",
  readAll: "Mark all as read",
  readAllDone: "All are marked as read.",
  all: "See all",
  unread: "unread",
  onlyUnread: "Only unread",
  list: "The last ninety days",
  listSays: "What asks for something stays until it is done; what is to be known stays for ninety days",
  preferences: "What you hear of",
  preferencesSay: "In the product, in this workspace; to be told by mail or a web hook, make an alert rule",
  saved: "Kept.",
  kinds: {
    alert: "Alerts",
    consent: "Questions about who you are",
    suggestions: "Suggestions of who is who",
    job: "Your jobs",
    connection: "Failing connections",
    gaps: "What could not be read",
    invitation: "People you invited",
    agreement: "What was agreed on",
  },
};
