/** The parts of delivery, in the order of their ways. */
import { delivery } from "@/text/en-delivery";

export interface DeliveryPage {
  path: string;
  title: string;
  /** Whether it shows a period, and whose numbers. */
  periods: boolean;
  subjects: "all" | "services" | "teams" | "none";
}

export const DELIVERY = "/insights/delivery";
export const DELIVERY_PAGES: readonly DeliveryPage[] = [
  { path: DELIVERY, title: delivery.overview, periods: true, subjects: "all" },
  { path: `${DELIVERY}/deployments`, title: delivery.deployments, periods: true, subjects: "services" },
  { path: `${DELIVERY}/flow`, title: delivery.flow, periods: true, subjects: "teams" },
  { path: `${DELIVERY}/ci`, title: delivery.ci, periods: true, subjects: "all" },
  { path: `${DELIVERY}/rules`, title: delivery.rules, periods: false, subjects: "none" },
];
