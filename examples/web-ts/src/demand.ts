// What a role's postings in a region ask for, a page of skills at a time.

import { graphql } from "./generated";
import type { DemandQuery } from "./generated/graphql";
import { withheld } from "./withheld";

export const Choices = graphql(`
  query Choices {
    roles(first: 100) {
      nodes {
        slug
        title
      }
    }
    areas: regions(level: MACRO, first: 50) {
      nodes {
        code
        name
      }
    }
    countries: regions(level: COUNTRY, first: 100) {
      nodes {
        code
        name
      }
    }
  }
`);

export const Demand = graphql(`
  query Demand($role: String!, $region: String!, $first: Int!, $after: String) {
    demand(filter: { roles: [$role], regions: [$region] }) {
      postings
      suppressed {
        ...Withheld
      }
      scope {
        from
        to
        sampleData
      }
      pay {
        __typename
        ... on Pay {
          currency
          median
          n
        }
        ...Withheld
      }
      skills(first: $first, after: $after) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          rank
          skill {
            slug
            name
          }
          share {
            value
            low
            high
            numerator
            denominator
          }
        }
      }
    }
  }
`);

type Market = NonNullable<DemandQuery["demand"]>;
type Share = Market["skills"]["nodes"][number]["share"];

/** The cursor of the next page, if there is one. */
export function next(market: Market): string | null {
  const { hasNextPage, endCursor } = market.skills.pageInfo;
  return hasNextPage ? (endCursor ?? null) : null;
}

/** A share with its interval: without it, 12 of 20 and 1,200 of 2,000 would look alike. */
export function shareText({ value, low, high }: Pick<Share, "value" | "low" | "high">): string {
  const percent = (part: number) => (100 * part).toFixed(0);
  return `${percent(value)} % (${percent(low)} to ${percent(high)})`;
}

/** The usual pay, or why it is not said. */
export function payText(pay: Market["pay"]): string {
  switch (pay?.__typename) {
    case "Pay":
      // An exact decimal travels as a string.
      return `half of ${pay.n} offer more than ${Math.round(Number(pay.median))} ${pay.currency} a year`;
    case "Suppressed":
      return withheld(pay);
    case undefined:
      return "unknown";
  }
}
