"use client";
/** What people can rely on here: what their numbers are for, how long things are kept, who is forgotten. */
import { Erasures } from "./erasures";
import { Kept } from "./kept";
import { LanguageModels } from "./language-models";
import { Purposes } from "./purposes";

export default function Privacy() {
  return (
    <>
      <Purposes />
      <Kept />
      <LanguageModels />
      <Erasures />
    </>
  );
}
