import type { NextConfig } from "next";

/** Every page becomes a file; the API serves them. Nothing here runs on a server. */
const config: NextConfig = {
  output: "export",
  images: { unoptimized: true },
  reactStrictMode: true,
  typedRoutes: false,
  // The repository has no lock file of its own above this folder; say so instead of letting Next guess.
  turbopack: {
    root: import.meta.dirname,
    resolveAlias: { "react-style-singleton": "./ui/style-singleton.ts" },
  },
};

export default config;
