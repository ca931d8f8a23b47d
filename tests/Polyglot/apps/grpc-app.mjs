// An app without an SDK: gRPC alone, made from Dapr's service definitions in the folder PROTOS. A test calls Dapr's API through it
// (bytes are base64, as JSON has none), and hears what reaches its server.
import { Metadata, Server, ServerCredentials, credentials, loadPackageDefinition, status } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { report, serve } from "./remote.mjs";

const load = (files, folder) => loadPackageDefinition(loadSync(files, { includeDirs: [folder], bytes: String, enums: String, defaults: true, oneofs: true }));
const { v1 } = load(["dapr/proto/runtime/v1/dapr.proto", "dapr/proto/runtime/v1/appcallback.proto"], process.env.PROTOS).dapr.proto.runtime;
const greeter = load("greeter.proto", ".").daprshop.polyglot.v1.Greeter;

const decode = (base64) => JSON.parse(Buffer.from(base64, "base64").toString());
const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64");
const greet = (name) => ({ text: `Hello ${name}` });

const server = new Server();

server.addService(v1.AppCallback.service, {
  listTopicSubscriptions: (_call, done) => done(null, { subscriptions: [{ pubsubName: "pubsub", topic: "plain" }] }),
  onTopicEvent: ({ request }, done) => {
    report("plain", decode(request.data));
    done(null, { status: "SUCCESS" });
  },
  listInputBindings: (_call, done) => done(null, { bindings: ["ticks"] }),
  onBindingEvent: ({ request }, done) => {
    report("tick", { binding: request.name });
    done(null, {});
  },
  onInvoke: ({ request }, done) => {
    if (request.method !== "greet") return done({ code: status.NOT_FOUND, details: `no method ${request.method}` });
    done(null, { contentType: "application/json", data: { value: encode(greet(decode(request.data.value).name)) } });
  },
});

server.addService(greeter.service, {
  greet: ({ request }, done) => done(null, greet(request.name)),
  greetAll: (call) => {
    call.on("data", ({ name }) => call.write(greet(name)));
    call.on("end", () => call.end());
  },
});

await new Promise((resolve, reject) =>
  server.bindAsync(`127.0.0.1:${process.env.APP_PORT}`, ServerCredentials.createInsecure(), (error) => (error ? reject(error) : resolve())),
);

const dapr = new v1.Dapr(`127.0.0.1:${process.env.DAPR_GRPC_PORT}`, credentials.createInsecure());
const withToken = () => {
  const metadata = new Metadata();
  metadata.set("dapr-api-token", process.env.DAPR_API_TOKEN);
  return metadata;
};

serve({
  /** Calls a method of Dapr's API. */
  dapr: (method, request) =>
    new Promise((resolve, reject) => dapr[method](request, withToken(), (error, answer) => (error ? reject(error) : resolve(answer)))),

  /** Subscribes to a topic on a stream, and reports its events under that name. */
  subscribe: (pubsubName, topic) =>
    new Promise((resolve, reject) => {
      const stream = dapr.SubscribeTopicEventsAlpha1(withToken());
      stream.on("error", reject);
      stream.on("data", ({ initialResponse, eventMessage }) => {
        if (initialResponse) return resolve();
        report(topic, decode(eventMessage.data));
        stream.write({ eventProcessed: { id: eventMessage.id, status: { status: "SUCCESS" } } });
      });
      stream.write({ initialRequest: { pubsubName, topic } });
    }),
});
report("ready");
