import type { Epoch } from '@perdure/model';
import { nextOutboxNumber } from '../outbox-number.js';

const first = nextOutboxNumber(undefined, 0 as Epoch);
const perEpoch = nextOutboxNumber(undefined, 1 as Epoch) - first;

/** `#1.0` is the first number of an owner who begins to count in epoch 1. */
export function outboxNumberText(number: number): string {
  const counted = number - first;
  return `#${String(Math.floor(counted / perEpoch))}.${String(counted % perEpoch)}`;
}

export function parseOutboxNumber(text: string): number {
  const [epoch, counted] = text.slice(1).split('.');
  return first + Number(epoch) * perEpoch + Number(counted);
}
