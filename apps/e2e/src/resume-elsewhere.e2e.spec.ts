import {
  eventually,
  invocationIdIn,
  startServices,
  unique,
  useWorld,
  type Services,
} from './harness/index.js';
import { fragile } from './services/fragile.js';
import { witness } from './services/witness.js';

describe('an invocation that fails on its deployment for good', () => {
  const world = useWorld({ services: [fragile(true)] });
  let fixed: Services | undefined;
  afterAll(() => fixed?.stop());

  it('pauses when its attempts are used up, and is resumed on another deployment, where it goes on', async () => {
    const label = unique('fragile');
    const id = invocationIdIn(await world.ingress.send('E2eFragile/run', label));
    const shown = async (): Promise<unknown> => (await world.admin.request(`/invocations/${id}`)).json;

    const unfinishedOn = async (deployment: string): Promise<string[]> => {
      const query = `deployment=${deployment}&status=running,suspended,backing-off,paused`;
      const { json } = await world.admin.request(`/invocations?${query}`);
      return (json as { invocations: Array<{ id: string }> }).invocations.map((each) => each.id);
    };

    await eventually(async () => ((await shown()) as { status: string }).status === 'paused');
    expect(witness.count(label, 'attempt')).toBe(3);

    fixed = await startServices([fragile(false)]);
    const deploymentId = await world.admin.register(fixed.uri);
    // The journal was written by the first one: there it stays unless somebody says otherwise.
    expect(await shown()).toMatchObject({ status: 'paused', pinned_deployment_id: world.deploymentId });
    expect(await unfinishedOn(world.deploymentId)).toEqual([id]);
    const answer = await world.admin.request(`/invocations/${id}/resume?deployment=latest`, {
      method: 'PATCH',
    });
    expect(answer.status).toBe(200);

    expect((await world.ingress.attach(id)).json).toBe(`fixed, after ${label}`);
    expect(await shown()).toMatchObject({ pinned_deployment_id: deploymentId });
    expect(witness.count(label, 'step')).toBe(1);
    // Nothing depends on it any more: it may go.
    expect(await unfinishedOn(world.deploymentId)).toEqual([]);
  });
});
