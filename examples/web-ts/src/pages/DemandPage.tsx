import { Fragment, useState } from "react";
import { useQuery } from "urql";
import { Choices, Demand, next, payText, shareText } from "../demand";
import { withheld } from "../withheld";
import { Shown } from "./Shown";
import { TrendView } from "./TrendView";

const PAGE = 20;

/** Which skills a role asks for in a region. */
export function DemandPage() {
  const [role, setRole] = useState("machine-learning-engineer");
  const [region, setRegion] = useState("EU");
  const [choices] = useQuery({ query: Choices });
  return (
    <main>
      <h1>What employers ask for</h1>
      <Shown of={choices}>
        {({ roles, areas, countries }) => (
          <p>
            <select value={role} onChange={(event) => setRole(event.target.value)}>
              {roles.nodes.map(({ slug, title }) => <option key={slug} value={slug}>{title}</option>)}
            </select>{" "}
            <select value={region} onChange={(event) => setRegion(event.target.value)}>
              {[...areas.nodes, ...countries.nodes].map(({ code, name }) => <option key={code} value={code}>{name}</option>)}
            </select>
          </p>
        )}
      </Shown>
      {/* Another question starts from its first page. */}
      <Market key={`${role} ${region}`} role={role} region={region} />
    </main>
  );
}

interface Question {
  role: string;
  region: string;
}

function Market({ role, region }: Question) {
  // The cursors of the pages that are shown; the first has none.
  const [cursors, setCursors] = useState<(string | null)[]>([null]);
  const [skill, setSkill] = useState<string | null>(null);
  const [result] = useQuery({ query: Demand, variables: { role, region, first: PAGE, after: null } });
  return (
    <Shown of={result}>
      {({ demand }) =>
        demand && (
          <>
            <p>
              {demand.postings} postings from {demand.scope.from} to {demand.scope.to}; pay: {payText(demand.pay)}
              {demand.scope.sampleData && <strong> These are made up.</strong>}
            </p>
            {demand.suppressed && <p>{withheld(demand.suppressed)}</p>}
            {skill !== null && <TrendView role={role} region={region} skill={skill} />}
            <table>
              <tbody>
                {cursors.map((after) => (
                  <Rows key={after} role={role} region={region} after={after} onSkill={setSkill}
                    onMore={cursors.at(-1) === after ? (cursor) => setCursors([...cursors, cursor]) : null} />
                ))}
              </tbody>
            </table>
          </>
        )
      }
    </Shown>
  );
}

interface RowsProps extends Question {
  after: string | null;
  onSkill: (slug: string) => void;
  onMore: ((cursor: string) => void) | null;
}

/** One page of skills, and the way to the next. */
function Rows({ role, region, after, onSkill, onMore }: RowsProps) {
  const [{ data }] = useQuery({ query: Demand, variables: { role, region, first: PAGE, after } });
  const market = data?.demand;
  const cursor = market ? next(market) : null;
  return (
    <Fragment>
      {market?.skills.nodes.map(({ rank, skill, share }) => (
        <tr key={skill.slug}>
          <td className="number">{rank}</td>
          <td><button onClick={() => onSkill(skill.slug)}>{skill.name}</button></td>
          <td className="number">{shareText(share)}</td>
          <td className="number quiet">{share.numerator} of {share.denominator}</td>
        </tr>
      ))}
      {onMore !== null && cursor !== null && (
        <tr><td colSpan={4}><button onClick={() => onMore(cursor)}>More of {market?.skills.totalCount}</button></td></tr>
      )}
    </Fragment>
  );
}
