import type { FastifyReply, FastifyRequest } from 'fastify';

import { AnswerError } from './answer.js';
import { prepareAnswer } from './send-answer.js';

/** The versions of the API this server answers; requests without one get the newest (admin-api 1). */
export const apiVersions = { min: 2, max: 4 } as const;

const prefix = /^\/v([1-4])(?=[/?]|$)/;

/** The URL that is routed: `/v3/services` means `/services`. */
export function withoutVersion(url: string | undefined): string {
  const path = url ?? '/';
  const rest = path.replace(prefix, '');
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** The version the client asked for. */
export function apiVersionOf({ originalUrl }: Pick<FastifyRequest, 'originalUrl'>): number {
  return Number(prefix.exec(originalUrl)?.[1] ?? apiVersions.max);
}

/** Answers for versions that are gone, whatever the rest of the path says. */
export async function refuseOldVersions(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const version = apiVersionOf(request);
  if (version >= apiVersions.min) return;
  const text =
    `Unsupported Admin API version V${version}. ` +
    `This server supports versions between V${apiVersions.min} and V${apiVersions.max}.`;
  await reply.send(prepareAnswer(reply, AnswerError.text(400, text).answer));
}
