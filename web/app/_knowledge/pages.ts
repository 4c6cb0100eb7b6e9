/** The parts of knowledge, in the order of their ways. */
import { knowledge } from "@/text/en-knowledge";

export interface KnowledgePage {
  path: string;
  title: string;
}

export const KNOWLEDGE_PAGES: readonly KnowledgePage[] = [
  { path: "/insights/ownership", title: knowledge.ownership },
  { path: "/insights/hotspots", title: knowledge.hotspots },
];
