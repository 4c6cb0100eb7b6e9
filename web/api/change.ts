"use client";
/** A change that somebody asks for, and what is asked for anew because of it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";

/**
 * The new state is not waited for: what was changed often leaves the page with it, and with it whoever wanted to be told
 * how the change went.
 */
export function useChange<Input, Output>(change: (input: Input) => Promise<Output>, touches: readonly string[]) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => {
      for (const key of touches) void client.invalidateQueries({ queryKey: [key] });
    },
  });
}
