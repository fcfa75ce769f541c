/**
 * Asks the node port of this container: `live` (the default) or `ready`. Exits with 0 if the answer is yes. Expects the
 * node port where PERDURE_BIND_ADDRESS says, reachable on loopback.
 */
const question = process.argv[2] ?? 'live';
const port = process.env.PERDURE_BIND_ADDRESS?.split(':').at(-1) ?? '5122';
const timeoutMs = 2_000;

try {
  const url = `http://127.0.0.1:${port}/health/${question}`;
  const { status } = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  process.exitCode = status === 200 ? 0 : 1;
} catch {
  process.exitCode = 1;
}
