import { completeSettings, type CompleteSettings } from './complete-settings.js';
import { formatAddress } from './fields/address.js';
import { settingsSchema } from './settings.js';

type DeepReadonly<Value> = Value extends object
  ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
  : Value;

/** The settings this process runs with: complete, within their bounds, frozen. */
export type Config = DeepReadonly<CompleteSettings>;

/** From the nested values that users wrote to the complete settings. */
export const configSchema = settingsSchema
  .superRefine(({ auth: { jwt } }, context) => {
    if (jwt.jwksUrl === null && jwt.jwksFile === null) return;
    const problem = (key: keyof typeof jwt, message: string) =>
      context.addIssue({ code: 'custom', path: ['auth', 'jwt', key], message });
    if (jwt.jwksUrl !== null && jwt.jwksFile !== null)
      problem('jwksFile', 'none, where the keys are at a URL');
    // Keys sign for many audiences, and often for many issuers: not to look would be to trust them all.
    for (const key of ['issuer', 'audience', 'grantsClaim'] as const)
      if (jwt[key] === '') problem(key, 'a text, where JWTs are accepted');
  })
  .superRefine((settings, context) => {
    for (const section of ['ingress', 'admin'] as const) {
      const { tlsCertFile, tlsKeyFile } = settings[section];
      if ((tlsCertFile === null) === (tlsKeyFile === null)) continue;
      const key = tlsCertFile === null ? 'tlsCertFile' : 'tlsKeyFile';
      const message = 'a path: a certificate and its key go together';
      context.addIssue({ code: 'custom', path: [section, key], message });
    }
  })
  .superRefine(({ ingress, admin, bindAddress: node }, context) => {
    const taken = new Map<string, string>();
    const listeners = [
      { path: ['ingress', 'bindAddress'], address: ingress.bindAddress },
      { path: ['admin', 'bindAddress'], address: admin.bindAddress },
      { path: ['bindAddress'], address: node },
    ];
    for (const { path, address } of listeners) {
      const text = formatAddress(address);
      const other = taken.get(text);
      if (other !== undefined && address.port !== 0) {
        context.addIssue({ code: 'custom', path, message: `an address that ${other} does not use` });
      }
      taken.set(text, path.length === 1 ? 'the node port' : `the ${path[0] ?? ''}`);
    }
  })
  .transform(completeSettings);
