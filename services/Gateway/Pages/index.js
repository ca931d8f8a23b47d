// The storefront: products, and for whoever has logged in a basket, orders, and an inbox that is always up to date.
import { call, follow, logIn } from '/api.js';

const AfterFailure = 3000; // milliseconds until a lost stream is opened again

const find = (id) => document.getElementById(id);
const money = (amount, currency) => new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(amount);
const say = (text) => { find('message').textContent = text; };

/** A line of a list: what it says, and buttons by their names. Texts are never markup. */
function line(text, actions = {}, className = '') {
  const item = document.createElement('li');
  item.className = className;
  item.append(Object.assign(document.createElement('span'), { textContent: text }));
  for (const [name, act] of Object.entries(actions)) {
    const button = Object.assign(document.createElement('button'), { textContent: name });
    button.addEventListener('click', () => attempt(act, button));
    item.append(button);
  }
  return item;
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
  find('products').replaceChildren(...items.map((product) => line(
    `${product.name}, ${money(product.price, product.currency)}`,
    { 'Into the basket': async () => showBasket(await call('POST', '/api/v1/basket/items', { productId: product.id, quantity: 1 })) })));
}

function showBasket(basket) {
  const lines = basket.items.map((item) => line(
    `${item.quantity} × ${item.name ?? item.productId}${item.total ? `, ${money(item.total, item.currency)}` : ''}`
    + (item.availability === 'Available' ? '' : ` (${item.availability})`),
    { Remove: async () => showBasket(await call('PUT', '/api/v1/basket', { items: basket.items.filter((other) => other !== item).map(({ productId, quantity }) => ({ productId, quantity })) })) }));
  if (basket.total) lines.push(line(`Together ${money(basket.total, basket.currency)}`));
  find('basket').replaceChildren(...lines);
  find('checkout').hidden = basket.items.length === 0;
}

async function showOrders() {
  const { items } = await call('GET', '/api/v1/orders');
  const step = (order, path, body) => async () => {
    await call('POST', `/api/v1/orders/${order.id}/${path}`, body?.());
    await showOrders();
  };
  find('orders').replaceChildren(...items.map((order) => line(
    `${order.items.map((item) => `${item.quantity} × ${item.name}`).join(', ')}: ${order.status}`, {
      ...(order.status === 'AwaitingPayment' && { Pay: step(order, 'pay', () => ({ paymentToken: find('card').value })) }),
      ...(order.status === 'Paid' && { 'It has arrived': step(order, 'confirm') }),
      ...(['AwaitingPayment', 'Paid'].includes(order.status) && { Cancel: step(order, 'cancel') }),
    })));
}

async function showInbox() {
  const inbox = await call('GET', '/api/v1/notifications');
  find('unread').textContent = inbox.unread ? `(${inbox.unread})` : '';
  find('read').hidden = inbox.unread === 0;
  find('inbox').replaceChildren(...inbox.items.map((item) => {
    const shown = line(item.text, {}, item.read ? '' : 'unread');
    shown.append(Object.assign(document.createElement('time'), { dateTime: item.at, textContent: new Date(item.at).toLocaleTimeString() }));
    return shown;
  }));
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
let key = crypto.randomUUID();

onSubmit('find', ({ search }) => showProducts(search));
onSubmit('login', enter);
onSubmit('register', async (person) => {
  await call('POST', '/api/v1/users', person);
  await enter(person);
});
onSubmit('checkout', async (shippingAddress) => {
  try {
    await call('POST', '/api/v1/basket/checkout', { shippingAddress }, { 'Idempotency-Key': key });
    key = crypto.randomUUID();
  } catch (error) {
    if (error.status < 500) key = crypto.randomUUID();
    throw error;
  }
  showBasket(await call('GET', '/api/v1/basket'));
  await showOrders();
});
find('read').addEventListener('click', () => attempt(() => call('POST', '/api/v1/notifications/read')));
attempt(showProducts);
