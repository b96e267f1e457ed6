import { useQuery } from "urql";
import { shareText } from "../demand";
import { Trend, growthText } from "../trend";
import { Shown } from "./Shown";

/** A skill month by month. A month without a share is a gap, not a zero. */
export function TrendView(variables: { role: string; region: string; skill: string }) {
  const [result] = useQuery({ query: Trend, variables });
  return (
    <Shown of={result}>
      {({ demand }) => (
        <section>
          <h2>{demand?.skill?.skill.name ?? variables.skill}</h2>
          {demand?.skill && <p>Against a year before: {growthText(demand.skill.growth)}</p>}
          <table>
            <tbody>
              {demand?.trend.map(({ month, partial, share }) => (
                <tr key={month}>
                  <td>{month.slice(0, 7)}{partial && " (not over)"}</td>
                  <td>{share ? <meter value={share.value} /> : <span className="quiet">too few postings</span>}</td>
                  <td className="number">{share && shareText(share)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Shown>
  );
}
