import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { openEmbeddedStore } from './open-embedded-store.js';
import { DataDirectory } from './testing/data-directory.js';

describe('opening the data directory', () => {
  let directory: DataDirectory<unknown>;

  beforeEach(async () => {
    directory = await DataDirectory.create((store) => store);
  });

  afterEach(() => directory.destroy());

  it('says who holds it when somebody does, and works again when they let go', async () => {
    await directory.open();
    await expect(openEmbeddedStore(directory.path)).rejects.toMatchObject({
      code: 'STORE_LOCKED',
      message: expect.stringContaining('Another server uses the data directory'),
    });
    await directory.close();
    await directory.open();
  });

  it('refuses data of a later format', async () => {
    await directory.open();
    await directory.close();
    await writeRow(directory.path, Uint8Array.of(0), Uint8Array.of(2));
    await expect(directory.open()).rejects.toMatchObject({ code: 'STORE_FORMAT_UNSUPPORTED' });
  });

  it('refuses a database of somebody else, and leaves it as it is', async () => {
    await writeRow(directory.path, Buffer.from('theirs'), Buffer.from('1'));
    for (const _ of [1, 2]) {
      await expect(directory.open()).rejects.toMatchObject({ code: 'STORE_FORMAT_UNSUPPORTED' });
    }
  });

  it('is unavailable, and says why, where no directory can be', async () => {
    await directory.open();
    const file = join(directory.path, 'file');
    await writeFile(file, '');
    await expect(openEmbeddedStore(join(file, 'data'))).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      retryable: true,
      message: expect.stringContaining('ENOTDIR'),
    });
  });
});

async function writeRow(path: string, key: Uint8Array, value: Uint8Array): Promise<void> {
  const level = new ClassicLevel<Uint8Array, Uint8Array>(path, {
    keyEncoding: 'view',
    valueEncoding: 'view',
  });
  await level.put(key, value);
  await level.close();
}
