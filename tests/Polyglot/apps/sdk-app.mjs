// An app on the genuine Dapr SDK. SERVER_PROTOCOL and CLIENT_PROTOCOL say whether it and its sidecar speak HTTP or gRPC; ports and
// tokens are those that every app is told. A test calls its client, and hears what reaches its server.
import { ActorId, ActorProxyBuilder, CommunicationProtocolEnum, DaprPubSubStatusEnum, DaprServer, HttpMethod, LogLevel } from "@dapr/dapr";
import { Counter } from "./counter.mjs";
import { report, serve } from "./remote.mjs";

const protocol = (name) => (process.env[name] === "grpc" ? CommunicationProtocolEnum.GRPC : CommunicationProtocolEnum.HTTP);
const logger = { level: LogLevel.Error };
const server = new DaprServer({
  serverHost: "127.0.0.1",
  communicationProtocol: protocol("SERVER_PROTOCOL"),
  clientOptions: { communicationProtocol: protocol("CLIENT_PROTOCOL"), logger },
  logger,
});
const { client, pubsub, invoker, binding, actor } = server;

await pubsub.subscribe("pubsub", "plain", async (data) => report("plain", data));
await pubsub.subscribe("pubsub", "raw", async (data) => report("raw", data), "raw", { rawPayload: true });
await pubsub.subscribeBulk("pubsub", "bulk", async (data) => report("bulk", data), { maxMessagesCount: 10, maxAwaitDurationMs: 50 });
await pubsub.subscribeWithOptions("pubsub", "refused", { deadLetterTopic: "dead", callback: async () => DaprPubSubStatusEnum.DROP });
await pubsub.subscribe("pubsub", "dead", async (data) => report("dead", data));
await pubsub.subscribeWithOptions("pubsub", "routed", {
  route: { rules: [{ match: 'event.type == "large"', path: "large" }], default: "small" },
});
pubsub.subscribeToRoute("pubsub", "routed", "large", async (data) => report("large", data));
pubsub.subscribeToRoute("pubsub", "routed", "small", async (data) => report("small", data));

await invoker.listen("greet", async ({ body }) => ({ greeting: `Hello ${JSON.parse(body).name}` }), { method: HttpMethod.POST });
await binding.receive("ticks", async () => report("tick"));

if (process.env.SERVER_PROTOCOL !== "grpc") {
  await actor.init();
  await actor.registerActor(Counter);
}

await server.start();

serve({
  ...client,
  actors: {
    /** Calls a method of an actor, wherever it lives. */
    call: (type, id, method, ...args) => new ActorProxyBuilder({ name: type }, client).build(new ActorId(id))[method](...args),
  },
  settings: {
    /** Reports every change of a configuration store. */
    follow: async (store, keys) => {
      await client.configuration.subscribeWithKeys(store, keys, async ({ items }) => report("setting", items));
    },
  },
});
report("ready");
