import type { FastifyReply, FastifyRequest } from 'fastify';

/** Nothing of an answer is a page: whatever of a payload it repeats, no browser runs it, shows it in a frame or guesses its type. */
const always = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const;

const ofAnswers = "default-src 'none'; frame-ancestors 'none'";

/** The documentation page loads its parts from here, sends requests here, and has styles in its markup. */
const ofDocumentation = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Hook: tells browsers what answers are not. What needs TLS is not said, since there is none on this port; whoever puts it
 * in front says it.
 */
export async function addSecurityHeaders(
  { url }: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  const isDocumentation = /^\/docs(?:[/?-]|$)/.test(url);
  reply.headers({
    ...always,
    'content-security-policy': isDocumentation ? ofDocumentation : ofAnswers,
  });
  return payload;
}
