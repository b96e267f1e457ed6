// A roadmap, and how far whoever is signed in has got with it.

import { graphql } from "./generated";
import type { RoadmapRowFragment } from "./generated/graphql";

export const Standing = graphql(`
  fragment Standing on RoadmapProgress {
    percent
    done
    total
    next(first: 3) {
      id
      title
    }
  }
`);

export const RoadmapRow = graphql(`
  fragment RoadmapRow on RoadmapNode {
    id
    key
    kind
    title
    importance
    parent {
      id
    }
    progress {
      state
    }
  }
`);

export const Roadmap = graphql(`
  query Roadmap($slug: String!) {
    roadmap(slug: $slug) {
      id
      title
      progress {
        ...Standing
      }
      nodes {
        ...RoadmapRow
      }
    }
  }
`);

export const Roadmaps = graphql(`
  query Roadmaps {
    roadmaps(first: 50) {
      nodes {
        id
        slug
        title
      }
    }
  }
`);

export const SetProgress = graphql(`
  mutation SetProgress($roadmap: String!, $node: String!, $state: ProgressState!) {
    setProgress(input: { roadmap: $roadmap, nodes: [$node], state: $state }) {
      changed {
        ...RoadmapRow
      }
      progress {
        ...Standing
      }
      undoToken
      errors {
        ...SaidWrong
      }
    }
  }
`);

export const UndoProgress = graphql(`
  mutation UndoProgress($token: String!) {
    undoProgress(input: { token: $token }) {
      changed {
        ...RoadmapRow
      }
      progress {
        ...Standing
      }
      errors {
        ...SaidWrong
      }
    }
  }
`);

/** Told at once, and then after each change in whatever tab. */
export const ProgressChanged = graphql(`
  subscription ProgressChanged($slug: String!) {
    progressChanged(roadmap: $slug) {
      ...Standing
    }
  }
`);

/** Whether it can be ticked: what has parts stands as its parts do. */
export function isLeaf(node: RoadmapRowFragment, nodes: RoadmapRowFragment[]): boolean {
  return !nodes.some((other) => other.parent?.id === node.id);
}

/** Whether somebody has it, however they came by it. */
export function isDone(node: RoadmapRowFragment): boolean {
  return node.progress?.state === "DONE" || node.progress?.state === "KNOWN";
}
