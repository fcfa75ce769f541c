/** What operators may be allowed on the admin API; each includes those before it. */
export const adminGrants = ['read', 'operate', 'admin'] as const;
export type AdminGrant = (typeof adminGrants)[number];

/**
 * What may be allowed:
 *
 * | grant              | allows                                                                              |
 * | ------------------ | ----------------------------------------------------------------------------------- |
 * | `invoke`           | the whole ingress                                                                   |
 * | `invoke:{service}` | at the ingress, one service and its invocations                                     |
 * | `read`             | to look at everything on the admin API                                              |
 * | `operate`          | `read`, and to change what runs: cancel, kill, pause, state, limits …               |
 * | `admin`            | `operate`, and to change what can run: deployments, settings of services; `invoke`  |
 */
export type Grant = 'invoke' | `invoke:${string}` | AdminGrant;

const grantForm = /^(?:invoke|invoke:[\w.-]{1,255}|read|operate|admin)$/;

export function isGrant(text: unknown): text is Grant {
  return typeof text === 'string' && grantForm.test(text);
}
