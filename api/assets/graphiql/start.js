// Opens the explorer with one tab for each example.
"use strict";

async function load(path) {
  const answer = await fetch(path);
  if (!answer.ok) {
    throw new Error(`${path} was answered with ${answer.status}`);
  }
  return answer.json();
}

async function start(place) {
  const examples = await load("/graphiql/examples.json");
  ReactDOM.createRoot(place).render(
    React.createElement(GraphiQL, {
      fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
      defaultTabs: examples.map(({ query }) => ({ query })),
    }),
  );
}

const place = document.getElementById("graphiql");
start(place).catch((error) => {
  place.textContent = `The explorer could not be started: ${error.message}.`;
});
