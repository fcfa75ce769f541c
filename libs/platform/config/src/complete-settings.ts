import { hostname } from 'node:os';

import { type RetryPolicy } from '@perdure/model';

import { advertisedUrl } from './fields/address.js';
import { type Headers } from './fields/headers.js';
import { type Settings } from './settings.js';

/** A section in which nothing of the named is missing any more. */
type Filled<Section, Key extends keyof Section> = Omit<Section, Key> & {
  [Name in Key]-?: NonNullable<Section[Name]>;
};

export interface CompleteSettings extends Omit<
  Settings,
  'nodeName' | 'tracingHeaders' | 'ingress' | 'admin' | 'worker' | 'defaultRetryPolicy'
> {
  nodeName: string;
  tracingHeaders: Headers;
  ingress: Filled<Settings['ingress'], 'advertisedAddress' | 'requestSizeLimitBytes'>;
  admin: Filled<Settings['admin'], 'advertisedAddress'>;
  worker: {
    invoker: Filled<Settings['worker']['invoker'], 'additionalRequestHeaders' | 'messageSizeLimitBytes'>;
  };
  defaultRetryPolicy: RetryPolicy;
}

/** Fills in what follows from other settings, and lets ceilings cap what they bound. */
export function completeSettings(settings: Settings): CompleteSettings {
  const { ingress, admin, worker, networking } = settings;
  const ceilingBytes = networking.messageSizeLimitBytes;
  const clusterHeader: Headers = { 'x-restate-cluster-name': settings.clusterName };
  return {
    ...settings,
    nodeName: settings.nodeName ?? hostname(),
    tracingHeaders: settings.tracingHeaders ?? {},
    ingress: {
      ...ingress,
      advertisedAddress: ingress.advertisedAddress ?? advertisedUrl(ingress.bindAddress, schemeOf(ingress)),
      requestSizeLimitBytes: Math.min(ingress.requestSizeLimitBytes ?? ceilingBytes, ceilingBytes),
    },
    admin: {
      ...admin,
      advertisedAddress: admin.advertisedAddress ?? advertisedUrl(admin.bindAddress, schemeOf(admin)),
    },
    worker: {
      invoker: {
        ...worker.invoker,
        additionalRequestHeaders: worker.invoker.additionalRequestHeaders ?? clusterHeader,
        messageSizeLimitBytes: Math.min(worker.invoker.messageSizeLimitBytes ?? ceilingBytes, ceilingBytes),
      },
    },
    defaultRetryPolicy: retryPolicy(settings.defaultRetryPolicy),
  };
}

/** The model says "without limit" by leaving the number out. */
function retryPolicy({ maxAttempts, ...policy }: Settings['defaultRetryPolicy']): RetryPolicy {
  return Number.isFinite(maxAttempts) ? { ...policy, maxAttempts } : policy;
}

function schemeOf({ tlsCertFile }: { readonly tlsCertFile: string | null }): 'http' | 'https' {
  return tlsCertFile === null ? 'http' : 'https';
}
