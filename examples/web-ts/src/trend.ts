// How much a skill is asked for, month by month, and whether that has changed.

import { graphql } from "./generated";
import type { TrendQuery } from "./generated/graphql";
import { withheld } from "./withheld";

export const Trend = graphql(`
  query Trend($role: String!, $region: String!, $skill: String!) {
    demand(filter: { roles: [$role], regions: [$region] }) {
      skill(slug: $skill) {
        skill {
          name
        }
        growth {
          __typename
          ... on Growth {
            points
            low
            high
            sources
          }
          ...Withheld
        }
      }
      trend(skill: $skill) {
        month
        partial
        share {
          value
          low
          high
        }
      }
    }
  }
`);

type Growth = NonNullable<NonNullable<TrendQuery["demand"]>["skill"]>["growth"];

/** How much it has grown since the same days a year before, or why that is not said. */
export function growthText(growth: Growth): string {
  switch (growth?.__typename) {
    case "Growth": {
      const points = (value: number) => `${value > 0 ? "+" : ""}${value.toFixed(1)}`;
      return `${points(growth.points)} points (${points(growth.low)} to ${points(growth.high)}) over ${growth.sources} sources`;
    }
    case "Suppressed":
      return withheld(growth);
    case undefined:
      return "unknown";
  }
}
