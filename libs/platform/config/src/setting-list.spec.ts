import { settingList } from './setting-list.js';

describe('the list of settings', () => {
  it('names each as users write it, everywhere alike', () => {
    expect(settingList.find(({ path }) => path.at(-1) === 'inactivityTimeoutMs')).toMatchObject({
      name: 'worker.invoker.inactivity-timeout',
      environmentName: 'PERDURE_WORKER__INVOKER__INACTIVITY_TIMEOUT',
    });
    expect(new Set(settingList.map(({ environmentName }) => environmentName)).size).toBe(settingList.length);
  });

  it('has the unit in the key of every duration and size', () => {
    const units: Record<string, string> = { duration: 'Ms', size: 'Bytes' };
    const withoutUnit = settingList.filter(({ type, path }) => !path.at(-1)?.endsWith(units[type] ?? ''));

    expect(withoutUnit.map(({ name }) => name)).toEqual([]);
  });
});
