import { join } from 'node:path';

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
}

/** What some SDKs offer and others do not; `promise conflicts`: they tell who completes a promise a second time. */
export type SdkFeature = 'failure metadata' | 'output' | 'promise conflicts' | 'signals' | 'timeouts';

/** The public SDK of a language, and how its services get from sources to a process that listens on `PORT`. */
export interface SdkLanguage {
  readonly name: string;
  /** Ends the names of its services. */
  readonly suffix: string;
  readonly features: readonly SdkFeature[];
  /** What is fetched, for the line that says so. */
  readonly sdk: string;
  /** Print their versions, and must be on the PATH. */
  readonly tools: readonly Command[];
  /** Both arguments are folders; nothing is written into `source`. */
  build(source: string, target: string): readonly Command[];
  serve(source: string, target: string): Command;
}

const command = (name: string, ...args: string[]): Command => ({ command: name, args });

export const sdkLanguages: readonly SdkLanguage[] = [
  {
    name: 'python',
    suffix: 'Python',
    features: ['failure metadata', 'promise conflicts', 'signals'],
    sdk: 'restate-sdk and hypercorn from PyPI',
    tools: [command('python3', '--version')],
    build: (source, target) => [
      command('python3', '-m', 'venv', '--clear', target),
      command(
        join(target, 'bin', 'python'),
        ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'],
        ...['-r', join(source, 'requirements.txt')],
      ),
    ],
    // `-B`: it writes no byte code between the sources.
    serve: (source, target) => command(join(target, 'bin', 'python'), '-B', join(source, 'main.py')),
  },
  {
    name: 'go',
    suffix: 'Go',
    features: ['failure metadata', 'promise conflicts', 'signals'],
    sdk: 'sdk-go from the Go module proxy',
    tools: [command('go', 'version')],
    build: (source, target) => [command('go', '-C', source, 'build', '-o', join(target, 'services'), '.')],
    serve: (_source, target) => command(join(target, 'services')),
  },
  {
    name: 'java',
    suffix: 'Java',
    features: ['output', 'promise conflicts', 'timeouts'],
    sdk: 'sdk-java-http from Maven Central',
    tools: [command('java', '-version'), command('mvn', '-version')],
    build: (source, target) => [
      command('mvn', '-B', '-q', '-f', join(source, 'pom.xml'), 'compile', `-Dbuild.folder=${target}`),
    ],
    serve: (_source, target) =>
      command(
        'java',
        // Short-lived, with a few requests: compiling thoroughly costs more than it brings.
        ...['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx256m'],
        ...['-cp', `${join(target, 'classes')}:${join(target, 'dependency', '*')}`],
        'dev.perdure.sdkservices.Main',
      ),
  },
  {
    name: 'rust',
    suffix: 'Rust',
    features: ['signals'],
    sdk: 'restate-sdk from crates.io',
    tools: [command('cargo', '--version')],
    build: (source, target) => [
      command(
        'cargo',
        ...['build', '--quiet', '--locked', '--manifest-path', join(source, 'Cargo.toml')],
        ...['--target-dir', target],
      ),
    ],
    serve: (_source, target) => command(join(target, 'debug', 'perdure-sdk-services')),
  },
];
