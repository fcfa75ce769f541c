import type { Random } from '../chance/random.js';

const REMEMBERED_MAX = 64;

/** Names of what is really there, some of them learned from answers. */
export class Names {
  private readonly invocations: string[] = [];
  private readonly sacrificed: string[] = [];
  private readonly deployments: string[] = [];

  /**
   * @param keptDeployment of the services that must go on to work; requests never name it
   * @param sacrificeUri where the services are that may be changed, broken and removed
   */
  constructor(
    private readonly keptDeployment: string,
    readonly sacrificeUri: string,
  ) {}

  /** Any invocation, for those who only look. */
  invocation(random: Random): string {
    return random.pick(this.invocations) ?? 'inv_1aZh03vaPpvp6ynup3zeg6zGVM6pQUgpGy';
  }

  /** An invocation that nobody minds to lose. */
  sacrificedInvocation(random: Random): string {
    return random.pick(this.sacrificed) ?? 'inv_1aZh03vaPpvp6ynup3zeg6zGVM6pQUgpGy';
  }

  deployment(random: Random): string {
    return random.pick(this.deployments) ?? 'dp_179qdgQhsdhVZDdBJTHFd6h';
  }

  /** @param target of the request that was answered with this */
  learn(target: string, text: string): void {
    for (const [id] of text.matchAll(/\binv_1\w{37}\b/g)) {
      remember(this.invocations, id);
      if (target.includes('FuzzSacrifice')) remember(this.sacrificed, id);
    }
    for (const [id] of text.matchAll(/\bdp_1\w{22,25}\b/g)) {
      if (id !== this.keptDeployment) remember(this.deployments, id);
    }
  }
}

function remember(ring: string[], id: string): void {
  if (ring.includes(id)) return;
  ring.push(id);
  if (ring.length > REMEMBERED_MAX) ring.shift();
}
