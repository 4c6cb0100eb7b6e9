import "@/ui/tokens.css";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { SCHEME_SCRIPT } from "@/ui/scheme-script";
import { Answers } from "./_frame/answers";

export const metadata: Metadata = {
  title: { default: "Aexy", template: "%s · Aexy" },
  description: "Engineering numbers that show their work.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fbfbfc" },
    { media: "(prefers-color-scheme: dark)", color: "#0b0c0f" },
  ],
};

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours, run before the first paint so that it has the right colours */}
        <script dangerouslySetInnerHTML={{ __html: SCHEME_SCRIPT }} />
      </head>
      <body>
        <Answers>{children}</Answers>
      </body>
    </html>
  );
}
