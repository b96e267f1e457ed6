import { useEffect, useState } from "react";
import { useMutation, useQuery, useSubscription } from "urql";
import { trouble } from "../errors";
import type { RoadmapRowFragment } from "../generated/graphql";
import { ProgressChanged, Roadmap, Roadmaps, SetProgress, UndoProgress, isDone, isLeaf } from "../roadmap";
import { wrongText } from "../session";
import { Shown } from "./Shown";

/** A roadmap to tick off. */
export function RoadmapPage({ onExpired }: { onExpired: () => void }) {
  const [slug, setSlug] = useState("backend-engineer");
  const [choices] = useQuery({ query: Roadmaps });
  const [result, ask] = useQuery({ query: Roadmap, variables: { slug } });
  const [live] = useSubscription({ query: ProgressChanged, variables: { slug } });
  const [, set] = useMutation(SetProgress);
  const [, undo] = useMutation(UndoProgress);
  const [undoToken, setUndoToken] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string[]>([]);

  // Another tab may have changed it.
  useEffect(() => {
    if (live.data) ask({ requestPolicy: "network-only" });
  }, [live.data, ask]);
  const error = result.error ?? live.error;
  useEffect(() => {
    if (error && trouble(error).remedy === "sign in") onExpired();
  }, [error, onExpired]);

  async function tick(node: RoadmapRowFragment) {
    const { data, error } = await set({ roadmap: slug, node: node.key, state: isDone(node) ? "NOT_STARTED" : "DONE" });
    setWrong(error ? [trouble(error).text] : (data?.setProgress.errors.map(wrongText) ?? []));
    setUndoToken(data?.setProgress.undoToken ?? null);
  }

  async function takeBack(token: string) {
    const { data, error } = await undo({ token });
    setWrong(error ? [trouble(error).text] : (data?.undoProgress.errors.map(wrongText) ?? []));
    setUndoToken(null);
  }

  return (
    <main>
      <select value={slug} onChange={(event) => setSlug(event.target.value)}>
        {choices.data?.roadmaps.nodes.map((roadmap) => <option key={roadmap.id} value={roadmap.slug}>{roadmap.title}</option>)}
      </select>
      {undoToken !== null && <button onClick={() => takeBack(undoToken)}>Undo</button>}
      {wrong.map((text) => <p key={text} role="alert">{text}</p>)}
      <Shown of={result}>
        {({ roadmap }) => {
          const standing = live.data?.progressChanged ?? roadmap?.progress;
          return (
            <>
              <h1>{roadmap?.title}</h1>
              {standing && (
                <p>
                  {standing.percent.toFixed(0)} %: {standing.done} of {standing.total}. Next:{" "}
                  {standing.next.map((node) => node.title).join(", ") || "nothing"}
                </p>
              )}
              {roadmap?.nodes.map((node) =>
                isLeaf(node, roadmap.nodes) ? (
                  <p key={node.id}>
                    <label><input type="checkbox" checked={isDone(node)} onChange={() => tick(node)} /> {node.title}</label>{" "}
                    <small>{node.importance.toLowerCase()}</small>
                  </p>
                ) : (
                  <h2 key={node.id}>{node.title}</h2>
                ),
              )}
            </>
          );
        }}
      </Shown>
    </main>
  );
}
