import { z } from 'zod';

/** A list of numbers, as the reference's clients send bytes, or a text for its UTF-8 bytes. */
const bytes = z
  .union([z.string(), z.array(z.int().min(0).max(255))], 'expected a list of bytes or a string')
  .transform((value): Uint8Array =>
    typeof value === 'string' ? Buffer.from(value) : Uint8Array.from(value),
  );

/** Body of `POST /services/{service}/state` (admin-api 4.4). Fields it does not know are ignored. */
export const stateBody = z.object({
  object_key: z.string('expected a string'),
  new_state: z.record(z.string(), bytes, 'expected an object with a value per name'),
  version: z.string('expected a string').nullish(),
  scope: z.string('expected a string').nullish(),
});
