const MOST_ORDERS = 10_000;

/** The latest status of each order, from events that may arrive more than once and in any order. Kept in memory: it starts empty, and forgets the orders that it has known longest. */
export class OrderStatuses {
  #orders = new Map();

  /**
   * Notes what has happened to an order.
   * @param {string} status What the order is now.
   * @param {{ orderId: string, number: number }} event Events of an order are numbered from 1.
   * @returns {boolean} Whether that is news.
   */
  note(status, { orderId, number }) {
    if (number <= (this.#orders.get(orderId)?.number ?? 0)) return false;
    this.#orders.set(orderId, { status, number });
    if (this.#orders.size > MOST_ORDERS) this.#orders.delete(this.#orders.keys().next().value);
    return true;
  }

  /** How many orders there are of each status, such as `{ paid: 2, completed: 1 }`. */
  summary() {
    const counts = {};
    for (const { status } of this.#orders.values()) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  }
}
