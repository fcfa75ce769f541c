import { PerdureError } from '../errors.js';

/** A function on AWS Lambda, one version of it or an alias. */
export interface LambdaArn {
  readonly region: string;
  /** Version number, alias or `$LATEST`. */
  readonly qualifier: string;
}

/**
 * Reads `arn:aws:lambda:{region}:{account}:function:{name}:{qualifier}`.
 *
 * Throws `DEPLOYMENT_ADDRESS_INVALID`; the message is a reason for people.
 */
export function parseLambdaArn(text: string): LambdaArn {
  const parts = text.split(':');
  const [prefix, partition, service, region = '', account, kind, name, qualifier = ''] = parts;
  const isFunction = prefix === 'arn' && service === 'lambda' && kind === 'function';
  if (isFunction && (parts.length === 7 || (parts.length === 8 && qualifier === '')))
    throw invalid(
      'A qualified ARN needs a version or alias suffix. If you want to use the unpublished version, ' +
        "provide $LATEST and make sure your shell doesn't treat it as a variable",
    );
  if (parts.length !== 8) throw invalid('A qualified ARN must have 8 components delimited by `:`');
  if (!isFunction || [partition, region, account, name].some((part) => part === undefined || part === ''))
    throw invalid(
      'A qualified ARN of a Lambda function reads arn:aws:lambda:{region}:{account}:function:{name}:{version}',
    );
  return { region, qualifier };
}

function invalid(reason: string): PerdureError {
  return new PerdureError('DEPLOYMENT_ADDRESS_INVALID', reason);
}
