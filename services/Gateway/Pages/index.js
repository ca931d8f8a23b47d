// The storefront: products, and for whoever has logged in a basket, orders, and an inbox that is always up to date.
import { call, follow, logIn } from '/api.js';

const AfterFailure = 3000; // milliseconds until a lost stream is opened again

const find = (id) => document.getElementById(id);
const money = (amount, currency) => new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(amount);
const say = (text) => { find('message').textContent = text; };

/** A line of a list: what it is, what there is to say of it, and buttons by their names. Texts are never markup. */
function line(title, details = '', actions = {}, className = '') {
  const item = document.createElement('li');
  item.className = className;
  const text = document.createElement('div');
  text.append(Object.assign(document.createElement('span'), { textContent: title }));
  if (details) text.append(Object.assign(document.createElement('small'), { textContent: details }));
  item.append(text);
  for (const [name, act] of Object.entries(actions)) {
    const button = Object.assign(document.createElement('button'), { textContent: name });
    button.addEventListener('click', () => attempt(act, button));
    item.append(button);
  }
  return item;
}

/** Shows the lines of a list, or why there are none. */
function fill(id, lines, nothing) {
  find(id).replaceChildren(...(lines.length ? lines : [line('', nothing)]));
}

/** Does something, and says what went wrong if it does. */
async function attempt(act, button) {
  say('');
  if (button) button.disabled = true;
  try {
    await act();
  } catch (error) {
    say(error.message);
  } finally {
    if (button) button.disabled = false;
  }
}

function onSubmit(id, act) {
  find(id).addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(() => act(Object.fromEntries(new FormData(event.target))), event.submitter);
  });
}

async function showProducts(search = '') {
  const { items } = await call('GET', `/api/v1/products?search=${encodeURIComponent(search)}`);
  const lines = items.map((product) => line(product.name, `${money(product.price, product.currency)} · ${product.category}`, {
    'Into the basket': async () => showBasket(await call('POST', '/api/v1/basket/items', { productId: product.id, quantity: 1 })),
  }));
  fill('products', lines, search ? 'Nothing has that name.' : 'The shop has no products yet. An administrator adds them with the API.');
}

function showBasket(basket) {
  const without = (item) => basket.items.filter((other) => other !== item).map(({ productId, quantity }) => ({ productId, quantity }));
  const lines = basket.items.map((item) => line(
    `${item.quantity} × ${item.name ?? item.productId}`,
    [item.total && money(item.total, item.currency), item.availability !== 'Available' && item.availability].filter(Boolean).join(' · '),
    { Remove: async () => showBasket(await call('PUT', '/api/v1/basket', { items: without(item) })) }));
  if (basket.total) lines.push(line(`Together ${money(basket.total, basket.currency)}`, '', {}, 'total'));
  fill('basket', lines, 'It is empty.');
  find('closed').hidden = !basket.checkoutClosed;
  find('checkout').hidden = basket.checkoutClosed || basket.items.length === 0;
}

const StatusText = { Submitted: 'being reserved', AwaitingPayment: 'to be paid' };

async function showOrders() {
  const { items } = await call('GET', '/api/v1/orders');
  const step = (order, path, body) => async () => {
    await call('POST', `/api/v1/orders/${order.id}/${path}`, body?.());
    await showOrders();
  };
  const lines = items.map((order) => line(
    order.items.map((item) => `${item.quantity} × ${item.name}`).join(', '),
    `${money(order.total, order.currency)} · ${StatusText[order.status] ?? order.status.toLowerCase()}`, {
      ...(order.status === 'AwaitingPayment' && { Pay: step(order, 'pay', () => ({ paymentToken: find('card').value })) }),
      ...(order.status === 'Paid' && { 'It has arrived': step(order, 'confirm') }),
      ...(['AwaitingPayment', 'Paid'].includes(order.status) && { Cancel: step(order, 'cancel') }),
    }));
  fill('orders', lines, 'None yet.');
}

async function showInbox() {
  const inbox = await call('GET', '/api/v1/notifications');
  find('unread').textContent = inbox.unread ? `(${inbox.unread})` : '';
  find('read').hidden = inbox.unread === 0;
  const lines = inbox.items.map((item) => line(item.text, new Date(item.at).toLocaleTimeString(), {}, item.read ? '' : 'unread'));
  fill('inbox', lines, 'What happens to your orders is told here.');
}

/** Whatever changes the inbox, here or elsewhere, is shown; most of it changes an order too. */
async function followInbox() {
  let last;
  for (;;) {
    try {
      for await (const event of follow('/api/v1/notifications/stream', last)) {
        last = event.id;
        if (event.type === 'unread') await Promise.all([showInbox(), showOrders()]);
      }
    } catch (error) {
      say(error.message);
      if (error.status === 401) return showLogin(true);
      await new Promise((resolve) => setTimeout(resolve, AfterFailure));
    }
  }
}

function showLogin(isShown) {
  find('account').hidden = !isShown;
  document.querySelectorAll('.own').forEach((section) => { section.hidden = isShown; });
}

async function enter({ username, password }) {
  await logIn(username, password);
  showLogin(false);
  showBasket(await call('GET', '/api/v1/basket'));
  followInbox();
}

// One key an order: if the answer is lost, ordering again gives the same order. Once it is answered, the next one is another.
const newKey = () => crypto.getRandomValues(new Uint32Array(4)).join('-');
let key = newKey();

onSubmit('find', ({ search }) => showProducts(search));
onSubmit('login', enter);
onSubmit('register', async (person) => {
  await call('POST', '/api/v1/users', person);
  await enter(person);
});
onSubmit('checkout', async (shippingAddress) => {
  try {
    await call('POST', '/api/v1/basket/checkout', { shippingAddress }, { 'Idempotency-Key': key });
    key = newKey();
  } catch (error) {
    if (error.status < 500) key = newKey();
    if (error.code === 'checkout_maintenance') showBasket(await call('GET', '/api/v1/basket'));
    throw error;
  }
  showBasket(await call('GET', '/api/v1/basket'));
  await showOrders();
});
find('read').addEventListener('click', () => attempt(() => call('POST', '/api/v1/notifications/read')));
attempt(showProducts);
