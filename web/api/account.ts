"use client";
/** What a person asks and changes about their own account: sessions, keys, terminals waiting to be let in. */
import { useQuery } from "@tanstack/react-query";
import { useChange } from "./change";
import { answer, api } from "./client";
import type { Shapes } from "./types";

export type Scope = Shapes["Scope"];
export type Session = Shapes["SessionView"];
export type Key = Shapes["KeyView"];
export type MadeKey = Shapes["MadeKey"];
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

export const decide = (body: Shapes["TerminalDecision"]) => answer(api.POST("/api/v1/auth/device/decision", { body }));
