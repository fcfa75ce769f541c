/**
 * npm drops an optional dependency from the lock without a word when the registry at hand lacks it (typically the
 * native part of a tool for some other platform). `npm ci` then refuses the lock, but not on every machine.
 *
 * @param {{ packages: Record<string, { optionalDependencies?: Record<string, string> }> }} lock
 * @returns {{ name: string, neededBy: string }[]}
 */
export function findMissingOptional({ packages }) {
  return Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !candidates(path, name).some((candidate) => candidate in packages))
      .map((name) => ({ name, neededBy: path === '' ? 'the workspace' : path })),
  );
}

/** The places where Node looks for a package, from the nearest node_modules to the root's. */
function candidates(path, name) {
  const folders = path.split('/');
  return [...folders.keys(), folders.length]
    .reverse()
    .map((length) => [...folders.slice(0, length), 'node_modules', name].join('/'))
    .map((candidate) => candidate.replace(/^\//, ''));
}
