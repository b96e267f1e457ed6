import type { ReactNode } from "react";
import type { CombinedError } from "urql";
import { trouble } from "../errors";

interface Result<T> {
  data?: T | undefined;
  error?: CombinedError | undefined;
}

/** What a request gave: its data, what went wrong, or both, since a field may fail beside others that did not. */
export function Shown<T>({ of, children }: { of: Result<T>; children: (data: T) => ReactNode }) {
  if (of.data === undefined && of.error === undefined) return <p className="quiet">…</p>;
  return (
    <>
      {of.error !== undefined && <Alert error={of.error} />}
      {of.data !== undefined && of.data !== null && children(of.data)}
    </>
  );
}

function Alert({ error }: { error: CombinedError }) {
  const { text, code, remedy } = trouble(error);
  return (
    <p role="alert">
      {text} <small>{code}{remedy !== "none" && `: ${remedy}`}</small>
    </p>
  );
}
