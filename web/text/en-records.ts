/** What the page of work records says. */
import { count } from "@/metrics/format";

export const records = {
  title: "Work records",
  says: "Tickets, deals, candidates, documents and whatever else was brought here. Managers of the whole workspace see them.",
  all: "All records",
  allKinds: "All",
  kinds: "Kinds",
  many: (n: number, more: boolean) => `${count(n)}${more ? " or more" : ""} ${n === 1 && !more ? "record" : "records"}`,
  newest: "Those that came last first.",
  kind: "Kind",
  known: {
    ticket: "Tickets",
    form: "Forms",
    form_submission: "Submissions",
    document: "Documents",
    candidate: "Candidates",
    position: "Positions",
    interview: "Interviews",
    deal: "Deals",
  } as Record<string, string>,
  open: (n: number) => `${count(n)} open`,
  find: "Find by title",
  state: "State",
  states: { any: "Open or closed", open: "Open", closed: "Closed", overdue: "Past their day" },
  status: "Status",
  anyStatus: "Any status",
  stage: "Stage",
  anyStage: "Any stage",
  noWord: "not said",
  only: (what: string) => `Only ${what}`,
  ofOwner: "one owner's",
  oneRecord: "one record",
  narrow: (name: string) => `Show only ${name}'s records`,
  clear: "Show all",
  none: "Nothing fits what you look for.",
  columns: {
    title: "Title",
    kind: "Kind",
    stage: "Stage or status",
    owner: "Owner",
    amount: "Amount",
    opened: "Opened",
    due: "Due",
    closed: "Closed",
  },
  late: "past its day",
  elsewhere: "Open where it comes from",
  emptyTitle: "No work records yet",
  empty:
    "Bring a file, or let a program post them. Widgets of tickets, deals, hiring, documents and forms are filled from them.",
  byFile: "From a file",
  byFileSays: "CSV, JSON lines or Parquet. A dry run says what is wrong, line by line, before anything is written.",
  byProgram: "From a program",
  byProgramSays: "Up to 500 at once, with an access token. The same kind and id again brings a record up to date.",
  tokens: "Make a token",
  means: {
    opened_at: "Opened",
    due_at: "Due",
    closed_at: "Closed",
  },
};

export const COMMANDS = `aexy import template work_records > records.csv
aexy import work_records records.csv --dry-run
aexy import work_records records.csv`;

export const POSTED = (address: string) => `curl -H "authorization: Bearer $AEXY_TOKEN" \\
  -H 'content-type: application/json' \\
  ${address} \\
  -d '{"records": [{"kind": "ticket", "id": "T-100",
    "title": "Cannot sign in", "status": "open",
    "opened_at": "2026-01-30T08:00:00Z",
    "attributes": {"priority": "high"}}]}'`;
