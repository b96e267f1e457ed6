// How the server is reached: queries and mutations over HTTP, subscriptions over one web socket, which is
// opened when the first begins and closed when the last has ended.

import { createClient as createSocket } from "graphql-ws";
import { Client, cacheExchange, fetchExchange, subscriptionExchange } from "urql";

export interface Options {
  /** The address of the GraphQL endpoint. */
  url: string;
  /** What `signIn` gave; each token has a client, and so a cache, of its own. */
  token: string | null;
  /** Browsers have one; Node before 22 does not. */
  webSocketImpl?: unknown;
}

export function connect({ url, token, webSocketImpl }: Options): Client {
  const headers: Record<string, string> = token === null ? {} : { Authorization: `Bearer ${token}` };
  const socket = createSocket({
    url: url.replace(/^http/, "ws"),
    // A web socket carries no headers of ours, so the token comes with its first message.
    connectionParams: headers,
    ...(webSocketImpl === undefined ? {} : { webSocketImpl }),
  });
  return new Client({
    url,
    // What nobody in particular asks goes by GET, so that the browser's cache and everything on the way can answer it again (ETag).
    preferGetMethod: token === null ? "within-url-limit" : false,
    fetchOptions: { headers },
    exchanges: [
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = "", variables }) => ({
          subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables: variables ?? null }, sink) }),
        }),
      }),
    ],
  });
}
