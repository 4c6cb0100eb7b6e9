/** The parts of delivery, in the order of their ways. */
import { deliveryNames } from "@/text/en-pages";

export interface DeliveryPage {
  path: string;
  title: string;
  /** Whether it shows a period, and whose numbers. */
  periods: boolean;
  subjects: "all" | "services" | "teams" | "none";
}

export const DELIVERY = "/insights/delivery";
export const DELIVERY_PAGES: readonly DeliveryPage[] = [
  { path: DELIVERY, title: deliveryNames.overview, periods: true, subjects: "all" },
  { path: `${DELIVERY}/deployments`, title: deliveryNames.deployments, periods: true, subjects: "services" },
  { path: `${DELIVERY}/flow`, title: deliveryNames.flow, periods: true, subjects: "teams" },
  { path: `${DELIVERY}/ci`, title: deliveryNames.ci, periods: true, subjects: "all" },
  { path: `${DELIVERY}/rules`, title: deliveryNames.rules, periods: false, subjects: "none" },
];
