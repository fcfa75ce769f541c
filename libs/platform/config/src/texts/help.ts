import { configFileVariable } from '../sources/environment.js';
import { describeSettings } from './describe-settings.js';

/** What `--help` prints. */
export function helpText(program: string): string {
  const settings = describeSettings().map(
    ({ name, environmentName, type, default: standard, description }) =>
      `  --${name} <${plain(type)}>\n` +
      `      ${plain(description)}\n` +
      `      default ${plain(standard)}, environment ${environmentName}\n`,
  );
  return [
    `Usage: ${program} [--config-file <file>] [--<setting> <value> …]`,
    '',
    '  --config-file <file>',
    `      Reads settings from a TOML file; environment ${configFileVariable}`,
    '  --dump-config',
    '      Prints the settings in effect as TOML',
    '  --version',
    '  --help',
    '',
    'Settings: a flag counts before the environment, the environment before the file.',
    '',
    ...settings,
  ].join('\n');
}

/** Without the marks that are for Markdown. */
function plain(text: string): string {
  return text.replaceAll('`', '');
}
