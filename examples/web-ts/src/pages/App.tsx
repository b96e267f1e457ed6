import { useMemo, useState } from "react";
import { Provider } from "urql";
import { connect } from "../client";
import { DemandPage } from "./DemandPage";
import { RoadmapPage } from "./RoadmapPage";
import { SignInPage } from "./SignInPage";

const KEPT = "waymark-token";

/** One client for each token: nobody sees what somebody else's cache holds. */
export function App() {
  const [token, setToken] = useState(() => sessionStorage.getItem(KEPT));
  const [page, setPage] = useState<"Demand" | "Roadmap">("Demand");
  const url = new URL("/graphql", location.href).href;
  const client = useMemo(() => connect({ url, token }), [url, token]);

  function keep(given: string | null) {
    if (given === null) sessionStorage.removeItem(KEPT);
    else sessionStorage.setItem(KEPT, given);
    setToken(given);
  }

  return (
    <Provider value={client}>
      <nav>
        {(["Demand", "Roadmap"] as const).map((name) => (
          <button key={name} aria-current={name === page ? "page" : undefined} onClick={() => setPage(name)}>
            {name}
          </button>
        ))}
        {token !== null && <button onClick={() => keep(null)}>Sign out</button>}
      </nav>
      {page === "Demand" && <DemandPage />}
      {page === "Roadmap" && (token === null ? <SignInPage onToken={keep} /> : <RoadmapPage onExpired={() => keep(null)} />)}
    </Provider>
  );
}
