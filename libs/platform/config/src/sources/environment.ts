import { didYouMean } from '../did-you-mean.js';
import { type ConfigProblem } from '../problems.js';
import { environmentPrefix, settingList } from '../setting-list.js';
import { type Given, type SourceReading } from './given.js';

/** Names the settings file, like `--config-file`. */
export const configFileVariable = `${environmentPrefix}CONFIG`;

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What Kubernetes puts into every container for a Service whose name begins with `perdure`, as in
 * `PERDURE_INGRESS_PORT_8080_TCP_ADDR`. No setting ends like this.
 */
const kubernetesServiceLink =
  /_SERVICE_(HOST|PORT(_\w+)?)$|_PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?$/;

/** Settings from variables with our prefix. An empty variable counts as not set, as in `PERDURE_BASE_DIR=`. */
export function readEnvironment(environment: Environment): SourceReading {
  const byVariable = new Map(settingList.map((setting) => [setting.environmentName, setting]));
  const values = new Map<string, Given>();
  const problems: ConfigProblem[] = [];
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith(environmentPrefix) || variable === configFileVariable) continue;
    if (value === undefined || value === '') continue;
    const setting = byVariable.get(variable);
    if (setting !== undefined) {
      values.set(setting.name, { value, origin: `environment ${variable}` });
    } else if (!kubernetesServiceLink.test(variable)) {
      const hint = didYouMean(variable, byVariable.keys());
      problems.push({ name: variable, reason: `There is no such setting.${hint}`, origin: 'environment' });
    }
  }
  return { values, problems };
}
