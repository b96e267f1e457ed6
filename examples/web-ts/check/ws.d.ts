// The little that is used of it.
declare module "ws" {
  const WebSocket: unknown;
  export default WebSocket;
}
