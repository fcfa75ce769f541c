import { instanceId, single } from '@perdure/model';
import { Story } from './testing/story.js';

describe('the engine', () => {
  it('kills a chain of calls of any length', () => {
    const story = new Story(1, { isLong: true });
    const length = 2000;
    story.tell('invoke i0 Chain/next');
    for (let i = 1; i < length; i++)
      story.tell(`attempt i${String(i - 1)}#1 sends call c1 c2 i${String(i)} Chain/next`);

    story.tell('kill i0');

    expect(story.view.all('active')).toEqual([]);
    expect(story.view.get('invocation', story.names.id(`i${String(length - 1)}`), single)?.status).toBe(
      'completed',
    );
  });

  it('remembers of a promise that nobody completes only those who still wait', () => {
    const story = new Story();
    story.tell('invoke patient Signup/u1/wait workflow-shared');
    story.tell('attempt patient#1 sends get-promise email c1');
    for (let i = 0; i < 100; i++) {
      const name = `hasty${String(i)}`;
      story.tell(`invoke ${name} Signup/u1/wait workflow-shared keep=0`);
      story.tell(`attempt ${name}#1 sends get-promise email c1`);
      story.tell(`attempt ${name}#1 sends output "gave up"`);
      story.tell(`attempt ${name}#1 ends`);
    }

    const promise = story.view.get('promise', instanceId(undefined, 'Signup', 'u1'), 'email');
    expect(promise?.listeners.length).toBeLessThanOrEqual(8);
    expect(promise?.listeners[0]?.invocationId).toBe(story.names.id('patient'));
  });
});
