/** What the settings say of how this browser shows everything. */
import { pageNames } from "./en-pages";
export const appearance = {
  title: pageNames.appearance,
  kept: "All of this is kept in this browser alone: another machine, or another browser, has its own.",
  scheme: "Colours",
  schemeSays: "As the system: light or dark as this machine is set",
  density: "Density",
  densitySays: "Compact puts more rows on a screen",
  densities: { comfortable: "Comfortable", compact: "Compact" },
  zone: "Times are shown in",
  zoneSays:
    "Days and weeks are the workspace's whatever you choose; this is for instants, as when something was merged",
  zones: {
    own: (zone: string) => `this machine's zone (${zone})`,
    workspace: (zone: string) => `the workspace's zone (${zone})`,
    utc: "UTC",
    other: "another zone",
  },
  otherZone: "Which zone",
  example: (now: string) => `Now is ${now}.`,
  start: "Start page",
  startSays: "Where you are after signing in, and at the address without a path",
  reset: "As it comes",
  wasReset: "This browser shows everything as it comes.",
};
