"use client";
/** Somebody's page: `?id=` says whose. */
import { useAddress } from "@/app/_frame/address";
import { MissingId } from "@/app/_frame/missing";
import { PersonPage } from "@/app/_frame/person";
import { en } from "@/text/en";

export default function Person() {
  const { id } = useAddress();
  return id === null ? <MissingId title={en.nav.person} /> : <PersonPage key={id} id={id} />;
}
