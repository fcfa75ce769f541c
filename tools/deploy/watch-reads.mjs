/**
 * Finds fields that a validator does not know. The validators of kubernetes-models accept those, as the API server does
 * by default, so that a misspelt field would be dropped in silence. But they look at every field they know.
 *
 * @param {object} value
 * @returns {{ watched: object, unread: () => string[] }} the same value, and the paths in it that nobody has read
 */
export function watchReads(value) {
  const unread = new Set();
  const watch = (target, path) => {
    if (typeof target !== 'object' || target === null) return target;
    const children = new Map(
      Object.entries(target).map(([key, child]) => {
        unread.add(`${path}/${key}`);
        return [key, watch(child, `${path}/${key}`)];
      }),
    );
    return new Proxy(target, {
      get(_, key, receiver) {
        unread.delete(`${path}/${String(key)}`);
        return children.get(key) ?? Reflect.get(target, key, receiver);
      },
    });
  };
  return { watched: watch(value, ''), unread: () => [...unread] };
}
