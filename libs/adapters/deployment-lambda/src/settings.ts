import { secondMs } from '@perdure/model';
import type { LambdaClientConfig } from '@aws-sdk/client-lambda';

export interface LambdaDeploymentClientSettings {
  /** Longest wait for a connection to AWS. */
  readonly connectTimeoutMs: number;
  /** Request bodies of this size or more are compressed for functions that can read it. */
  readonly compressionThresholdBytes: number;
  /** Whether this function may be called; undefined: any. */
  readonly permits?: (arn: string) => boolean;
  /** Where AWS is and who calls it, instead of what the process's environment says. */
  readonly aws?: Pick<LambdaClientConfig, 'endpoint' | 'credentials'>;
}

export const defaultLambdaDeploymentClientSettings: LambdaDeploymentClientSettings = {
  connectTimeoutMs: 10 * secondMs,
  compressionThresholdBytes: 4 * 1024 * 1024,
};
