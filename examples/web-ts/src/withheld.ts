// Statistics that could not defend themselves are withheld, with the reason as data: a page says it instead of a figure.

import { graphql } from "./generated";
import type { WithheldFragment } from "./generated/graphql";

export const Withheld = graphql(`
  fragment Withheld on Suppressed {
    __typename
    reason
    n
    minimum
  }
`);

/** Why there is no figure. A reason that a later contract adds fails to compile here, after `npm run codegen`. */
export function withheld({ reason, n, minimum }: WithheldFragment): string {
  switch (reason) {
    case "TOO_FEW_POSTINGS":
      return `withheld: ${n} postings, fewer than ${minimum}`;
    case "TOO_FEW_SALARIES":
      return `withheld: ${n} postings state their pay, fewer than ${minimum}`;
    case "NO_COMPARABLE_SOURCES":
      return "withheld: no source was observed throughout both periods";
    case "NOT_OBSERVED_LONG_ENOUGH":
      return "withheld: not observed for long enough";
  }
}
