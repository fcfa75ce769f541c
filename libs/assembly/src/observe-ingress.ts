import type { IngressObserver } from '@perdure/role-ingress';
import type { Metrics } from '@perdure/telemetry';

/** Counts what an ingress tells. */
export function observeIngress({ ingress }: Pick<Metrics, 'ingress'>): IngressObserver {
  const { requests, requestsInFlight, requestDurationSeconds } = ingress;
  return {
    onInProgressChanged: (count) => requestsInFlight.set(count),
    onAdmitted: () => requests.admitted.inc(),
    onEnded: (ending, durationMs) => {
      requests[ending].inc();
      requestDurationSeconds.observe(durationMs / 1000);
    },
  };
}
