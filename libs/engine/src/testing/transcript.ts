import { Story } from './story.js';

const separator = '----';

/**
 * Tells a transcript anew. It is a list of blocks parted by empty lines: comments (`#`) and inputs, one a line, then
 * `----`, then what they brought about. A line `partitions <n>` says how many partitions there are, 1 otherwise.
 */
export function tellAll(transcript: string): string {
  const blocks = transcript.trimEnd().split(/\n{2,}/);
  const partitionCount = Number(/^partitions (\d+)$/m.exec(transcript)?.[1] ?? 1);
  const story = new Story(partitionCount);
  return blocks.map((block) => tellBlock(story, block)).join('\n\n') + '\n';
}

function tellBlock(story: Story, block: string): string {
  const lines = block.split('\n');
  const end = lines.indexOf(separator);
  const told = end < 0 ? lines : lines.slice(0, end);
  const answers = told
    .filter((line) => !line.startsWith('#') && !line.startsWith('partitions '))
    .flatMap((line) => {
      try {
        return story.tell(line);
      } catch (error) {
        throw new Error(`at '${line}'`, { cause: error });
      }
    });
  return answers.length === 0 ? told.join('\n') : [...told, separator, ...answers].join('\n');
}
