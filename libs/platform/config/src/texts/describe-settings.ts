import { settingList } from '../setting-list.js';

/** What documentation says about one setting. */
export interface SettingDescription {
  readonly name: string;
  readonly environmentName: string;
  readonly type: string;
  readonly default: string;
  readonly bounds: string;
  readonly description: string;
}

/** Every setting, in the order in which documentation lists them. */
export function describeSettings(): readonly SettingDescription[] {
  return settingList.map(({ name, environmentName, type, default: standard, bounds, description }) => ({
    name,
    environmentName,
    type,
    default: standard,
    bounds,
    description,
  }));
}
