// PostGraphile as its own documentation starts it in production, without what only costs: no explorer, no log, no mutations, no watching.
// DATABASE_URL, SOCKET (the folder of the database's socket), PORT, WORKERS and CONNECTIONS (of all workers together) come from the bench.
"use strict";

const cluster = require("node:cluster");
const http = require("node:http");

const { DATABASE_URL, SOCKET, PORT, WORKERS, CONNECTIONS } = process.env;

if (cluster.isPrimary) {
  for (let worker = 0; worker < Number(WORKERS); worker += 1) {
    cluster.fork();
  }
  cluster.on("exit", () => process.exit(1));
} else {
  const { Pool } = require("pg");
  const { postgraphile } = require("postgraphile");
  const address = new URL(DATABASE_URL);
  const pool = new Pool({
    host: SOCKET,
    port: 5432,
    user: address.username,
    password: address.password,
    database: address.pathname.slice(1),
    max: Number(CONNECTIONS) / Number(WORKERS),
    idleTimeoutMillis: 0,
  });
  pool.on("error", () => {});
  const answer = postgraphile(pool, "opponent", {
    disableDefaultMutations: true,
    disableQueryLog: true,
    dynamicJson: true,
    extendedErrors: ["errcode"],
    graphiql: false,
    ignoreRBAC: false,
    legacyRelations: "omit",
    setofFunctionsContainNulls: false,
    simpleCollections: "only",
  });
  http.createServer(answer).listen(Number(PORT), "127.0.0.1");
}
