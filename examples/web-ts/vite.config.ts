import { defineConfig } from "vite";

// While developing, this page and the server share an origin: the server lets no other page open its web sockets.
export default defineConfig({
  server: {
    proxy: { "/graphql": { target: process.env["WAYMARK"] ?? "http://127.0.0.1:8080", ws: true } },
  },
  build: { target: "es2022" },
  esbuild: { jsx: "automatic" },
});
