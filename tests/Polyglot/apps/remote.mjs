// Lets a test call a program's objects over standard input, and hear from it over standard output: a JSON object a line.
//   in:  { "id": 1, "call": "state.get", "args": ["store", "key"] }
//   out: { "id": 1, "result": ... }, { "id": 1, "error": "..." }, { "event": "greeted", "data": ... }
import { createInterface } from "node:readline";

/** Tells the test that something has happened. */
export function report(event, data) {
  write({ event, data });
}

/** Calls what the test asks for until it closes the input; then the program ends. */
export function serve(target) {
  createInterface({ input: process.stdin })
    .on("line", (line) => answer(target, JSON.parse(line)))
    .on("close", () => process.exit());
}

async function answer(target, { id, call, args }) {
  try {
    const names = call.split(".");
    const method = names.pop();
    const owner = names.reduce((object, name) => object[name], target);
    write({ id, result: await owner[method](...args) });
  } catch (error) {
    write({ id, error: messageOf(error) });
  }
}

function write(message) {
  process.stdout.write(`${JSON.stringify(message, readable)}\n`);
}

// What JSON does not have: bytes as text, errors as what they say.
function readable(_key, value) {
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  return value instanceof Error ? value.message : value;
}

// The SDK wraps some errors once more.
function messageOf(error) {
  return error?.message ?? error?.error?.message ?? String(error);
}
