import { z } from 'zod';

/** What can be a URI at all, absolute or not: no blanks, no control characters, a host where one is announced. */
export const uriText = z
  .string()
  .regex(/^[^\s\p{Cc}]+$/u)
  .refine((text) => !text.includes('://') || URL.canParse(text));

const headerName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/);
const headerValue = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/);

/** Header names in any case, kept in lower case. */
export const headerMap = z
  .record(headerName, headerValue)
  .transform((headers) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  );
