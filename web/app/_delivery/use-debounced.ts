"use client";
import { useEffect, useState } from "react";

/** The value once it has not changed for a while. */
export function useDebounced<Value>(value: Value, wait: number): Value {
  const [calm, setCalm] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setCalm(value), wait);
    return () => clearTimeout(timer);
  }, [value, wait]);
  return calm;
}
