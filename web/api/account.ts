"use client";
/** What a person asks and changes about their own account: sessions, keys, terminals waiting to be let in. */
import { useQuery } from "@tanstack/react-query";
import { carryOnInTime, stamp } from "./carry-on";
import { useChange } from "./change";
import { answer, api } from "./client";
import type { Shapes } from "./types";

export type Scope = Shapes["Scope"];
export type Session = Shapes["SessionView"];
export type Key = Shapes["KeyView"];
export type MadeKey = Shapes["MadeKey"];
export type OwnWayIn = Shapes["OwnWayIn"];
export type Waiting = Shapes["TerminalShown"];

export function useSessions() {
  return useQuery({
    queryKey: ["sessions"],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/auth/sessions", { signal }))).items,
  });
}

export function useKeys() {
  return useQuery({
    queryKey: ["keys"],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/auth/keys", { signal }))).items,
  });
}

export function useSessionChanges() {
  return {
    end: useChange(
      (session_id: string) =>
        answer(api.DELETE("/api/v1/auth/sessions/{session_id}", { params: { path: { session_id } } })),
      ["sessions"],
    ),
    endAll: useChange(() => answer(api.POST("/api/v1/auth/sign-out-everywhere")), []),
  };
}

export function useKeyChanges() {
  return {
    make: useChange((body: Shapes["NewKey"]) => answer(api.POST("/api/v1/auth/keys", { body })), ["keys"]),
    revoke: useChange(
      (key_id: string) => answer(api.DELETE("/api/v1/auth/keys/{key_id}", { params: { path: { key_id } } })),
      ["keys"],
    ),
  };
}

/** Who waits with this code. Asked once: a code that is none counts against whoever typed it. */
export function useWaiting(user_code: string | null) {
  return useQuery({
    queryKey: ["waiting", user_code],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/auth/device", { params: { query: { user_code: user_code ?? "" } }, signal })),
    enabled: user_code !== null,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
}

/** The providers one can sign in at here. */
export function useWays() {
  return useQuery({
    queryKey: ["ways"],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/auth/ways", { signal }))).items,
    staleTime: 60_000,
  });
}

export const beginAt = (way: string, next: string) =>
  answer(api.POST("/api/v1/auth/begin/{way}", { params: { path: { way } }, body: { next } }));

/** A provider's answer becomes a session; where it adds a way to an account, the session has to be fresh. */
export async function finish(body: Shapes["Return"]) {
  await carryOnInTime();
  const arrived = await answer(api.POST("/api/v1/auth/finish", { body }));
  if (!arrived.is_linked) stamp();
  return arrived;
}

export function useWaysIn() {
  return useQuery({
    queryKey: ["ways-in"],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/auth/identities", { signal }))).items,
  });
}

export function useWayChanges() {
  return {
    link: useChange((way: string) => answer(api.POST("/api/v1/auth/link/{way}", { params: { path: { way } } })), []),
    remove: useChange(
      (identity_id: string) =>
        answer(api.DELETE("/api/v1/auth/identities/{identity_id}", { params: { path: { identity_id } } })),
      ["ways-in"],
    ),
  };
}

export const decide = (body: Shapes["TerminalDecision"]) => answer(api.POST("/api/v1/auth/device/decision", { body }));
