import { z } from 'zod';

/** What can be a URI at all, absolute or not: no blanks, no control characters, a host where one is announced. */
export const uriText = z
  .string()
  .regex(/^[^\s\p{Cc}]+$/u)
  .refine((text) => !text.includes('://') || URL.canParse(text));
