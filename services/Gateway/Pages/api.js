// Calls the shop's API, in the name of whoever has logged in. The token is kept in memory, and ends with the page.
let token = null;

function send(method, path, body, headers) {
  const all = { ...headers };
  if (body !== undefined) all['Content-Type'] = 'application/json';
  if (token) all.Authorization = `Bearer ${token}`;
  return fetch(path, { method, headers: all, body: body === undefined ? undefined : JSON.stringify(body) });
}

async function problemOf(response) {
  const problem = await response.json().catch(() => ({}));
  const fields = Object.entries(problem.errors ?? {}).map(([field, errors]) => `${field}: ${errors.join(' ')}`);
  const text = [problem.detail ?? problem.title ?? `The shop answered ${response.status}.`, ...fields].join(' ');
  return Object.assign(new Error(text), { status: response.status, code: problem.code });
}

/** Sends a request and gives the answer's body; throws what the shop says if it refuses. */
export async function call(method, path, body, headers) {
  const response = await send(method, path, body, headers);
  if (!response.ok) throw await problemOf(response);
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

export async function logIn(username, password) {
  token = null;
  token = (await call('POST', '/api/v1/users/login', { username, password })).accessToken;
}

/** Follows a stream of server-sent events until it ends; EventSource cannot send a token. */
export async function* follow(path, lastEventId) {
  const response = await send('GET', path, undefined, lastEventId ? { 'Last-Event-ID': lastEventId } : {});
  if (!response.ok) throw await problemOf(response);
  let rest = '';
  for await (const text of chunks(response.body.pipeThrough(new TextDecoderStream()).getReader())) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s, 2)));
      if (fields.data) yield { type: fields.event, id: fields.id, data: JSON.parse(fields.data) };
    }
  }
}

async function* chunks(reader) {
  for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
}
