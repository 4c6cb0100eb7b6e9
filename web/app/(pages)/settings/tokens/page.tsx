"use client";
/** What opens the doors in one's own name: keys for programs, and the places one is signed in at. */
import { Keys } from "./keys";
import { Sessions } from "./sessions";
import { WaysIn } from "./ways-in";

export default function Tokens() {
  return (
    <>
      <Keys />
      <WaysIn />
      <Sessions />
    </>
  );
}
