import { describeOwnServer, eventually, useWorld } from './harness/index.js';
import { greeter } from './services/greeter.js';

describeOwnServer('the metrics of a node', () => {
  const world = useWorld({ services: [greeter] });

  /** Sums over labels, and over nodes. */
  async function read(): Promise<Map<string, number>> {
    const nodes = world.server.nodeUrls.map(async (url) => (await fetch(`${url}/metrics`)).text());
    const samples = (await Promise.all(nodes)).join('\n').matchAll(/^(\w+)\{(.*)\} (\S+)$/gm);
    const sums = new Map<string, number>();
    for (const [, name = '', labels = '', value] of samples) {
      const which = /(?:status|outcome)="(\w+)"/.exec(labels)?.[1];
      const key = which === undefined ? name : `${name} ${which}`;
      sums.set(key, (sums.get(key) ?? 0) + Number(value));
    }
    return sums;
  }

  it('tell of a call at each station it passes', async () => {
    await world.ingress.call('E2eGreeter/greet', 'Ada');
    await world.ingress.call('E2eGreeter/unknown');

    // The caller may have its answer a moment before the server counts it as handed over.
    const metrics = await eventually(async () => {
      const sums = await read();
      return sums.get('perdure_ingress_requests_total request_error') === 1 && sums;
    });

    const once = [
      'perdure_ingress_requests_total admitted',
      'perdure_ingress_requests_total completed',
      'perdure_invoker_attempts_started_total',
      'perdure_invoker_attempts_ended_total completed',
      'perdure_invoker_attempt_duration_seconds_count',
    ];
    expect(once.map((name) => [name, metrics.get(name)])).toEqual(once.map((name) => [name, 1]));
    expect(metrics.get('perdure_ingress_request_duration_seconds_count')).toBe(2);
    expect(metrics.get('perdure_ingress_requests_in_flight')).toBe(0);
    expect(metrics.get('perdure_invoker_attempts_running')).toBe(0);
    expect(metrics.get('perdure_partition_inputs_total')).toBeGreaterThan(0);
    expect(metrics.get('perdure_partition_commits_total')).toBeGreaterThan(0);
  });
});
