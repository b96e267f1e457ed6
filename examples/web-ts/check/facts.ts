// Asks a running server everything that the pages ask, by their own modules, and holds the answers against what must be true of them:
// `npm run facts http://127.0.0.1:8080/graphql`. Prints what it learned as JSON.

import WebSocket from "ws";
import { connect } from "../src/client";
import { Choices, Demand, next, payText, shareText } from "../src/demand";
import { trouble } from "../src/errors";
import { ProgressChanged, Roadmap, SetProgress, UndoProgress, isDone, isLeaf } from "../src/roadmap";
import { SignIn, SignUp, outcome } from "../src/session";
import { Trend, growthText } from "../src/trend";
import { withheld } from "../src/withheld";

declare const process: { argv: string[] };

const url = process.argv[2] ?? "http://127.0.0.1:8080/graphql";

function must(fact: boolean, what: string): asserts fact {
  if (!fact) throw new Error(`this is not so: ${what}`);
}

function given<T>(value: T | null | undefined, what: string): T {
  must(value != null, `there is ${what}`);
  return value;
}

const open = (token: string | null) => connect({ url, token, webSocketImpl: WebSocket });

async function demand() {
  const client = open(null);
  const ask = (region: string, after: string | null = null) =>
    client.query(Demand, { role: "machine-learning-engineer", region, first: 20, after });
  const choices = given((await client.query(Choices, {})).data, "something to choose from");
  must(choices.areas.nodes.some(({ code }) => code === "EU"), "the EU can be chosen");

  const names: string[] = [];
  let pages = 0;
  let market;
  for (let after: string | null | undefined; after !== null; pages++) {
    const { data, error } = await ask("WORLD", after);
    must(error === undefined, `no error: ${error}`);
    market = given(data?.demand, "a market");
    names.push(...market.skills.nodes.map(({ skill }) => skill.slug));
    for (const { share } of market.skills.nodes) {
      must(share.low <= share.value && share.value <= share.high, "a share lies in its interval");
      must(share.denominator === market.postings, "all shares are of the same postings");
      must(share.value === share.numerator / share.denominator, "a share is what it says");
    }
    after = next(market);
  }
  const { postings, skills, scope, pay } = given(market, "a last page");
  must(new Set(names).size === names.length && names.length === skills.totalCount, "pages have each skill once");
  must(pages > 1, "there is more than one page");

  const small = given((await ask("MT")).data?.demand, "a small market");
  const reason = withheld(given(small.suppressed, "a reason where there is next to nothing"));
  must(small.skills.nodes.length === 0, "nothing is said of too few");
  must(payText(small.pay).startsWith("withheld"), "pay says why it is not there");

  const variables = { role: "machine-learning-engineer", region: "WORLD", skill: given(names[0], "a skill") };
  const trend = given((await client.query(Trend, variables)).data?.demand, "a trend");
  must(trend.trend.length === 12, "a trend has 12 months");

  const { error } = await client.query(Demand, { role: "nobody", region: "WORLD", first: 1 });
  const unknown = trouble(given(error, "an error"));
  must(unknown.remedy === "change the question", "an unknown role is the asker's to mend");
  const unreachable = connect({ url: "http://127.0.0.1:1/graphql", token: null, webSocketImpl: WebSocket });
  const failed = trouble(given((await unreachable.query(Choices, {})).error, "an error"));
  must(failed.code === "NETWORK", "nobody answers there");
  return {
    postings, pages, first: names[0], sampleData: scope.sampleData, pay: payText(pay), reason, code: unknown.code,
    months: trend.trend.map(({ share }) => share && shareText(share)), growth: growthText(given(trend.skill, "a skill").growth),
  };
}

async function progress() {
  const nobody = open(null);
  const input = { name: "Robin Example", password: "four words are long enough" };
  const refused = await nobody.mutation(SignUp, { ...input, password: "short" });
  const wrong = outcome(given(refused.data, "an answer").session);
  must("wrong" in wrong && wrong.wrong.length > 0, "a short password is refused, with a reason");
  const slug = "backend-engineer";
  const before = await nobody.query(Roadmap, { slug });
  must(before.data?.roadmap?.progress === null, "nobody in particular has no progress");
  const denied = trouble(given((await nobody.mutation(SetProgress, { roadmap: slug, node: "http", state: "DONE" })).error, "an error"));
  must(denied.remedy === "sign in", "progress takes somebody");
  must(outcome(given((await nobody.mutation(SignUp, input)).data, "an answer").session) !== null, "one can sign up");
  const again = outcome(given((await nobody.mutation(SignUp, input)).data, "an answer").session);
  must("wrong" in again && again.wrong.join().includes("sign in"), "a name is taken once");
  const came = outcome(given((await nobody.mutation(SignIn, input)).data, "an answer").session);
  must("token" in came, "one can sign in");

  const client = open(came.token);
  const told: number[] = [];
  const listening = client.subscription(ProgressChanged, { slug }).subscribe(({ data }) => {
    if (data) told.push(data.progressChanged.percent);
  });
  const until = async (count: number) => {
    for (let waited = 0; told.length < count; waited += 20) {
      must(waited < 20_000, `${count} changes are told of`);
      await new Promise((wake) => setTimeout(wake, 20));
    }
  };
  await until(1);
  const roadmap = given((await client.query(Roadmap, { slug })).data?.roadmap, "a roadmap");
  const node = given(roadmap.nodes.find((node) => isLeaf(node, roadmap.nodes)), "a leaf");
  must(!isDone(node), "nothing is done yet");
  const unknown = await client.mutation(SetProgress, { roadmap: slug, node: "nothing", state: "DONE" });
  must(given(unknown.data, "an answer").setProgress.errors.length === 1, "an unknown node is the user's error");

  const ticked = given((await client.mutation(SetProgress, { roadmap: slug, node: node.key, state: "DONE" })).data, "an answer").setProgress;
  must(ticked.errors.length === 0 && ticked.changed.every(isDone), "it is done");
  await until(2);
  const undone = given((await client.mutation(UndoProgress, { token: given(ticked.undoToken, "a way back") })).data, "an answer");
  must(!undone.undoProgress.changed.some(isDone), "it is taken back");
  await until(3);
  listening.unsubscribe();
  return { denied: denied.code, ticked: ticked.progress?.done, told };
}

console.log(JSON.stringify({ demand: await demand(), progress: await progress() }));
