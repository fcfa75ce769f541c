/**
 * Runs the program that the first argument names, in this very process: it is process 1 of the container, and gets
 * signals without a shell or an init in between.
 */
import { programs } from './programs.mjs';

/** EX_USAGE of sysexits. */
const exitCodeOfUsage = 64;

const [name] = process.argv.splice(2, 1);
const program = programs.get(name);
if (program === undefined) {
  process.stderr.write(`Please name what to run, one of: ${[...programs.keys()].join(', ')}.\n`);
  process.exit(exitCodeOfUsage);
}
await import(new URL(`../../${program.main}`, import.meta.url));
