/** What the page about one person's skills says. */
import { plural } from "@/metrics/format";
import { writeDay } from "@/metrics/periods";

const percent = (share: number) => `${Math.round(share * 100)} %`;

export const profile = {
  title: "Profile",
  tab: "One person",
  of: (name: string) => `Profile of ${name}`,
  open: "Skills and seniority",
  skills: "Skills",
  openSays: "What the repositories show, with what it rests on",
  choose: "Whose profile",
  chooseSays: "Say who you are, or choose somebody.",
  another: "Somebody else",
  person: "To their page",
  glance: "At a glance",
  nothing: "No commit of theirs is here yet. A repository with their work fills this.",
  days: "Days with a commit",
  since: "First one",
  until: "Latest one",
  known: "Skills",
  counted: "Counted",
  kinds: { language: "Languages", framework: "Frameworks", domain: "Domains" } as Record<string, string>,
  kindSays: {
    language: "By linguist's rules, from the files they wrote",
    framework: "From parsed manifests and imports",
    domain: "From the words of paths",
  } as Record<string, string>,
  none: {
    language: "No file in a language that is known.",
    framework: "No file of theirs imports a framework that is known.",
    domain: "No path of theirs names a domain.",
  } as Record<string, string>,
  how: (halfLife: number) =>
    `0 to 100, from the days somebody worked in it; a day counts half after ${Math.round(halfLife)} days. Faded colour: long ago. Hatched: few days to judge by.`,
  depths: { novice: "novice", intermediate: "intermediate", advanced: "advanced", expert: "expert" } as Record<
    string,
    string
  >,
  contexts: { production: "", personal: "personal", learning: "learning" } as Record<string, string>,
  sure: (share: number) => `${percent(share)} sure`,
  recent: (share: number) => `${percent(share)} fresh`,
  rests: (days: number, commits: number) => `${plural(days, "day")}, ${plural(commits, "commit")}`,
  last: (day: string) => `last ${writeDay(day, "")}`,
  sentence: (depth: string, days: number, sure: number) =>
    `${depth}, from ${plural(days, "day")} of work; confidence ${percent(sure)}`,
  behind: (skill: string) => `The commits behind ${skill}`,
  noCommits: "No commit of theirs touched it.",
  columns: {
    skill: "Skill",
    proficiency: "0–100",
    depth: "Depth",
    sure: "Confidence",
    recency: "Recency",
    context: "Context",
    days: "Days",
    commits: "Commits",
    lines: "Lines",
    last: "Last",
  },
  volume: "How much of it",
  volumeSays: "Lines added and removed, and commits; no share, for one language says nothing about another",
  seniority: "Seniority",
  senioritySays: "The mean worth of the parts below, by their weights",
  levels: { junior: "Junior", mid: "Mid", senior: "Senior", staff: "Staff", principal: "Principal" } as Record<
    string,
    string
  >,
  notSaid: "Not said",
  score: (score: number) => `${score} of 100`,
  confident: (confidence: number) => `confidence ${percent(confidence)}`,
  partly: (known: number) => `${percent(known)} of the weight is known`,
  part: { name: "Part", value: "Value", worth: "Worth", weight: "Weight" },
  value: (value: number, unit: string) => {
    const short = Number.isInteger(value) ? String(value) : value.toFixed(1);
    const one: Record<string, string> = {
      skills: "skill",
      years: "year",
      reviews: "review",
      files: "file",
      people: "person",
      remarks: "remark",
      changes: "change",
    };
    return `${short} ${value === 1 ? (one[unit] ?? unit) : unit}`;
  },
  weighs: (weight: number) => `weighs ${weight.toFixed(2)}`,
  restsOn: (days: number, months: number) => `from ${plural(days, "day")} of work in ${plural(months, "month")}`,
  lines: (lines: string, commits: number) => `${lines} lines · ${plural(commits, "commit")}`,
  unknown: "not known",
  half: (value: string) => `Worth one half at ${value}.`,
};

export const search = {
  issues: "Issues",
  trackers: "Tracker projects",
  folders: "Folders: who knows them",
  by: {
    name: "name",
    user_name: "user name",
    address: "address",
    bio: "about",
    language: "language",
    framework: "framework",
    domain: "domain",
  } as Record<string, string>,
  match: (text: string, depth: string | null) => (depth === null ? text : `${text} · ${depth}`),
  find: "Find by name or skill",
  found: (n: number) => plural(n, "person", "people"),
  why: "Found by",
  none: (text: string) => `Nobody fits “${text}”, by a name or by a skill you may see.`,
};

export const repositoryContext = {
  title: "Used for",
  says: "Stands beside the skills that people earned in it",
  names: { production: "Production", personal: "Personal", learning: "Learning" } as Record<string, string>,
  changed: (name: string) => `Used for ${name.toLowerCase()} now. Skills earned in it say so.`,
};
