import type { AdminDocument } from '../requests/admin-requests.js';
import type { Port } from '../requests/request.js';
import type { WireAnswer } from '../wire/http1-answers.js';

/** What the HTTP layer itself refuses, on every port (ingress-api 1). */
const ofTransport = [400, 408, 413, 414, 431] as const;

const ofIngress = new Set([...ofTransport, 200, 202, 404, 405, 470]);
const ofNode = new Set([...ofTransport, 200, 404, 405, 415]);
/** What the router of the admin port answers, whatever the path. */
const ofAdminRouter = new Set([...ofTransport, 404, 405, 415]);

/** Says of answers whether they are documented. */
export class Documented {
  private readonly adminAnswers: readonly {
    readonly path: RegExp;
    readonly statuses: Readonly<Record<string, ReadonlySet<number>>>;
  }[];

  constructor({ paths }: AdminDocument) {
    this.adminAnswers = Object.entries(paths).map(([path, item]) => ({
      path: new RegExp(`^(/v[1-4])?${path.replaceAll(/\{\w+\}/g, '[^/]*')}$`),
      statuses: Object.fromEntries(
        Object.entries(item).map(([method, { responses }]) => [
          method.toUpperCase(),
          new Set(Object.keys(responses).map(Number)),
        ]),
      ),
    }));
  }

  /**
   * What is wrong with an answer; undefined: nothing.
   * @param asked undefined when it is unclear what the server took the request for
   */
  complaint(
    port: Port,
    asked: { readonly method: string; readonly target: string } | undefined,
    answer: WireAnswer,
  ): string | undefined {
    switch (port) {
      case 'ingress':
        return complaintAboutIngress(answer);
      case 'admin':
        return this.isAdminAnswer(asked, answer.status) ? undefined : `an undocumented ${answer.status}`;
      case 'node':
        return ofNode.has(answer.status) ? undefined : `an undocumented ${answer.status}`;
    }
  }

  private isAdminAnswer(
    asked: { readonly method: string; readonly target: string } | undefined,
    status: number,
  ): boolean {
    if (ofAdminRouter.has(status)) return true;
    if (asked === undefined)
      return this.adminAnswers.some(({ statuses }) =>
        Object.values(statuses).some((known) => known.has(status)),
      );
    const [path = ''] = asked.target.split('?', 1);
    const method = asked.method === 'HEAD' ? 'GET' : asked.method;
    return this.adminAnswers.some(
      (known) => known.path.test(path) && known.statuses[method]?.has(status) === true,
    );
  }
}

function complaintAboutIngress({ status, headers, body }: WireAnswer): string | undefined {
  const source = headers.get('x-restate-error-source');
  // Handlers choose their codes (ingress-api 5.2).
  if (source === 'invocation')
    return isErrorBody(body, status) ? undefined : 'an error of an invocation without its body';
  const isBadTarget =
    status === 500 && /"message":"cannot read body: invalid (request|lookup) body: /.test(body);
  if (!ofIngress.has(status) && !isBadTarget) return `an undocumented ${status}`;
  if (source === undefined || body === '') return undefined;
  return isErrorBody(body, status) ? undefined : 'an error of the ingress without its body';
}

function isErrorBody(body: string, status: number): boolean {
  if (body === '') return true;
  try {
    const { code, message, source } = JSON.parse(body) as Record<string, unknown>;
    return (
      typeof message === 'string' && (source === 'invocation' || (source === 'ingress' && code === status))
    );
  } catch {
    return false;
  }
}
