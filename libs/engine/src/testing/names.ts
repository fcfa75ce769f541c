import { invocationIdFromBytes, type InvocationId } from '@perdure/model';

/** Short names for invocations. Those that start with `far` belong to partition 1 of 2, all others to partition 0. */
export class Names {
  private readonly byId = new Map<string, string>();

  id(name: string): InvocationId {
    const bytes = new Uint8Array(24);
    if (name.startsWith('far')) bytes[0] = 0x80;
    bytes.set(new TextEncoder().encode(name).subarray(0, 16), 8);
    const id = invocationIdFromBytes(bytes);
    this.byId.set(id, name);
    return id;
  }

  name(id: string): string {
    return this.byId.get(id) ?? id;
  }
}
