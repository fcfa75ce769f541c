import { type MetricName, METRICS } from './metrics.js';
import { type Report, type ScenarioReport, type SubjectResult } from './report.js';
import { formatFigure, formatRatio, ratioOf } from './table.js';

const WIDTH = 760;
const LABEL_WIDTH = 120;
const BAR_WIDTH_MAX = WIDTH - LABEL_WIDTH - 200;
const BAR_HEIGHT = 14;
const GROUP_GAP = 10;
const PANEL_GAP = 34;
const COLORS = ['#2f6fde', '#9aa4b2', '#d98324', '#3f9b63'];

/** Which metrics have a panel, in the scenarios that measure them. */
const PANELS: readonly MetricName[] = ['callsPerSecond', 'p99Ms', 'serverCpuMicros'];

/** Horizontal bars, one group per scenario and one panel per metric; each panel has a scale of its own. */
export function renderChart(report: Report): string {
  const drawing = new Drawing();
  report.subjects.forEach(({ name }, index) => {
    const x = LABEL_WIDTH + index * 160;
    drawing.add(`<rect x="${x}" y="10" width="12" height="12" fill="${colorOf(index)}"/>`);
    drawing.text(x + 18, 20, name);
  });
  drawing.y = 30;
  for (const metric of PANELS) drawPanel(drawing, metric, report);
  return drawing.toSvg();
}

function drawPanel(drawing: Drawing, metric: MetricName, report: Report): void {
  // Only what every caller waits for; the others measure the same words with another meaning.
  const scenarios = report.scenarios.filter(({ results }) =>
    results.some(({ median }) => median[metric] !== undefined && median.p50Ms !== undefined),
  );
  if (scenarios.length === 0) return;
  const { label, better } = METRICS[metric];
  const values = scenarios.flatMap(({ results }) => results.map(({ median }) => median[metric] ?? 0));
  const pixelsPerUnit = BAR_WIDTH_MAX / Math.max(...values);
  drawing.y += PANEL_GAP;
  drawing.text(LABEL_WIDTH, drawing.y - 12, `${label} (${better} is better)`, 'font-weight="600"');
  for (const scenario of scenarios) drawGroup(drawing, metric, scenario, pixelsPerUnit, report);
}

function drawGroup(
  drawing: Drawing,
  metric: MetricName,
  { name, results }: ScenarioReport,
  pixelsPerUnit: number,
  { subjects }: Report,
): void {
  const [first, ...others] = results;
  drawing.text(LABEL_WIDTH - 8, drawing.y + 11, name, 'text-anchor="end"');
  for (const result of results) {
    const value = result.median[metric] ?? 0;
    const width = Math.max(1, value * pixelsPerUnit);
    const color = colorOf(subjects.findIndex((subject) => subject.name === result.subject));
    const ratios = result === first ? others.map((other) => noteOf(metric, first, other)) : [];
    drawing.add(
      `<rect x="${LABEL_WIDTH}" y="${drawing.y}" width="${width.toFixed(1)}" height="${BAR_HEIGHT - 1}" fill="${color}"/>`,
    );
    drawing.text(
      LABEL_WIDTH + width + 6,
      drawing.y + 11,
      [formatFigure(metric, value), ...ratios].join(' = '),
    );
    drawing.y += BAR_HEIGHT;
  }
  drawing.y += GROUP_GAP;
}

function noteOf(metric: MetricName, first: SubjectResult, other: SubjectResult): string {
  const ratio = ratioOf(metric, first, other);
  return ratio === undefined ? '' : `${formatRatio(ratio)} ${other.subject}`;
}

class Drawing {
  y = 0;
  private readonly elements: string[] = [];

  add(element: string): void {
    this.elements.push(element);
  }

  text(x: number, y: number, text: string, attributes = ''): void {
    this.add(`<text x="${x.toFixed(1)}" y="${y}" ${attributes}>${escapeXml(text)}</text>`);
  }

  toSvg(): string {
    const height = this.y + 10;
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">
<style>text { font-family: sans-serif; font-size: 12px; fill: #1f2328 } @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } }</style>
${this.elements.join('\n')}
</svg>
`;
  }
}

function colorOf(index: number): string {
  return COLORS[index % COLORS.length] as string;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
