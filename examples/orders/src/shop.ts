/** What a real shop would have databases and partners for. Here each of them prints what it does. */

export interface Order {
  readonly customer: string;
  readonly item: string;
  readonly quantity: number;
  readonly priceCents: number;
}

export const shop = {
  reserve(orderId: string, { quantity, item }: Order): string {
    say(orderId, 'reserve', `${quantity} × ${item} set aside`);
    return `reservation-${orderId}`;
  },

  release(orderId: string, reservation: string): void {
    say(orderId, 'release', `${reservation} given back`);
  },

  /** Taking money twice is the one thing that must not happen. */
  charge(orderId: string, customer: string, cents: number): string {
    say(orderId, 'charge', `${(cents / 100).toFixed(2)} € taken from ${customer}`);
    return `payment-${orderId}`;
  },

  ship(orderId: string, { customer }: Order): string {
    say(orderId, 'ship', `parcel handed over, on its way to ${customer}`);
    return `parcel-${orderId}`;
  },

  notify(orderId: string, { customer }: Order, parcel: string): void {
    say(orderId, 'notify', `mail to ${customer}: your ${parcel} is on its way`);
  },
};

function say(orderId: string, step: string, what: string): void {
  console.log(`${orderId} ${step}: ${what}`);
}
