import { adminGrants, type AdminGrant, type Grant } from './grant.js';

const prefix = 'invoke:';

/** Who sends a request, with what they may do. */
export class Principal {
  /** Whether every service may be invoked, those to come included. */
  readonly mayInvokeAll: boolean;
  private readonly services: ReadonlySet<string>;
  /** How many of the {@link adminGrants}, from the first, are included. */
  private readonly adminRank: number;

  /** @param name for logs: never a credential */
  constructor(
    readonly name: string,
    grants: readonly Grant[],
  ) {
    this.mayInvokeAll = grants.includes('invoke') || grants.includes('admin');
    this.services = new Set(
      grants.filter((grant) => grant.startsWith(prefix)).map((grant) => grant.slice(prefix.length)),
    );
    this.adminRank = Math.max(...adminGrants.map((grant, at) => (grants.includes(grant) ? at + 1 : 0)));
  }

  may(need: AdminGrant): boolean {
    return adminGrants.indexOf(need) < this.adminRank;
  }

  mayInvoke(service: string): boolean {
    return this.mayInvokeAll || this.services.has(service);
  }
}

/** Whoever sends a request where nobody is asked for credentials. */
export const anyone = new Principal('anyone', ['admin']);
/** Who has not shown credentials, or wrong ones, where they are asked for. */
export const nobody = new Principal('nobody', []);
