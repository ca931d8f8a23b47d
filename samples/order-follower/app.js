// Follows the shop's orders: prints what happens to them, and answers how many there are of each status.
// Ports and tokens come from the environment that the sidecar's runner sets (APP_PORT, DAPR_HTTP_PORT, DAPR_API_TOKEN).
import { DaprServer, HttpMethod, LogLevel } from "@dapr/dapr";
import { OrderStatuses } from "./order-statuses.js";

const PUBSUB = "pubsub";
const TOPIC = "shop.orders";

// The last words of the CloudEvents types that this app knows: shop.order.placed.v1 and so on (services/Contracts/asyncapi.json).
const STATUSES = ["placed", "awaiting-payment", "rejected", "paid", "completed", "cancelled", "refunded"];

const statuses = new OrderStatuses();
const server = new DaprServer({ serverHost: "127.0.0.1", logger: { level: LogLevel.Warn } });

// The SDK hands over an event's data without its type; so the type chooses the route, and the route the handler.
await server.pubsub.subscribeWithOptions(PUBSUB, TOPIC, {
  route: {
    rules: STATUSES.map((status) => ({ match: `event.type == "shop.order.${status}.v1"`, path: status })),
    default: "unknown",
  },
});
for (const status of STATUSES) {
  server.pubsub.subscribeToRoute(PUBSUB, TOPIC, status, async (event) => note(status, event));
}
server.pubsub.subscribeToRoute(PUBSUB, TOPIC, "unknown", async () => console.warn("an event of a type that this version does not know"));

await server.invoker.listen("summary", async () => statuses.summary(), { method: HttpMethod.GET });

await server.start();
console.log("following the orders of the shop");

function note(status, event) {
  if (!statuses.note(status, event)) return; // seen before, or overtaken
  const amount = event.total ?? event.amount;
  console.log(`order ${event.orderId}: ${status}${amount === undefined ? "" : `, ${amount} ${event.currency}`}`);
}
