// What is said to people when a request fails, and what they can do about it. Codes are stable; messages are for reading.

import type { CombinedError } from "urql";

export interface Trouble {
  code: string;
  text: string;
  /** What helps, if anything does. */
  remedy: "sign in" | "try again" | "change the question" | "none";
}

export function trouble(error: CombinedError): Trouble {
  if (error.networkError !== undefined && error.graphQLErrors.length === 0) {
    return { code: "NETWORK", text: "The server cannot be reached.", remedy: "try again" };
  }
  const first = error.graphQLErrors[0];
  const code = String(first?.extensions["code"] ?? "UNKNOWN");
  const text = first?.message ?? "Something went wrong.";
  switch (code) {
    case "UNAUTHENTICATED":
      return { code, text, remedy: "sign in" };
    case "INVALID_INPUT":
    case "INVALID_QUERY":
    case "LIMIT_EXCEEDED":
      return { code, text, remedy: "change the question" };
    case "OVERLOADED":
    case "RATE_LIMITED":
      return { code, text: `${text} (${String(first?.extensions["retryAfterSeconds"])} seconds)`, remedy: "try again" };
    case "TIMEOUT":
    case "OUTDATED":
      return { code, text, remedy: "try again" };
    case "INTERNAL":
      // The server's log knows more under this id.
      return { code, text: `The server failed (${String(first?.extensions["id"])}).`, remedy: "none" };
    default:
      return { code, text, remedy: "none" };
  }
}
