import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const SYNCS = 'fsync,fdatasync,sync_file_range,msync';

/**
 * Counts what a server asks the disk to keep, as the kernel sees it (strace, Linux). That is the proof that a figure was
 * not bought with durability; figures measured meanwhile are not comparable, because tracing costs.
 */
export class FsyncTrace {
  constructor(private readonly file: string) {
    if (spawnSync('strace', ['-V']).status !== 0) throw new Error('--trace-fsync needs strace.');
  }

  /** `-D` makes the tracer a grandchild, so that the process we start is the server itself. */
  wrap(command: readonly string[]): string[] {
    return [
      'strace',
      '-D',
      '-f',
      '-q',
      '--seccomp-bpf',
      '-ttt',
      '-e',
      `trace=${SYNCS}`,
      '-o',
      this.file,
      ...command,
    ];
  }

  /** Since the start of the server. */
  get count(): number {
    const lines = readFileSync(this.file, 'latin1').split('\n');
    // A call that other threads interrupt is printed twice, as `<unfinished ...>` and as `<... resumed>`.
    return lines.filter((line) => /^\d+ +[\d.]+ (fsync|fdatasync|sync_file_range|msync)\(/.test(line)).length;
  }
}
