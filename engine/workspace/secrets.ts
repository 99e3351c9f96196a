import * as z from 'zod/mini';
import type { Result, SavedConnection } from '../../contract/index.js';
import { ok } from '../../contract/index.js';
import { readWhole, writeWhole } from './file.js';
import { print } from './parse.js';

const Secrets = z.record(z.string(), z.object({ passphrase: z.string() }));
type Secrets = z.output<typeof Secrets>;

/** Far more passphrases than anybody has. */
const maxFileBytes = 4 * 1024 * 1024;

/**
 * Passphrases, kept in one file of mode 0600 beside this person's state and never in the workspace's
 * files, which are made to be shared.
 */
export class SecretStore {
  private constructor(
    private readonly path: string,
    private secrets: Secrets,
  ) {}

  static async open(path: string): Promise<SecretStore> {
    return new SecretStore(path, await readSecrets(path));
  }

  /** The connection as its owner sees it, its passphrase put back. */
  reveal(connection: SavedConnection): SavedConnection {
    const secret = Object.hasOwn(this.secrets, connection.id) ? this.secrets[connection.id] : undefined;
    if (secret === undefined) return connection;
    const tls = { ...connection.config.options.tls, passphrase: secret.passphrase };
    return withOptions(connection, { ...connection.config.options, tls });
  }

  /** The connection as its file holds it, and its passphrase kept here. */
  async conceal(connection: SavedConnection): Promise<Result<SavedConnection>> {
    const { tls, ...options } = connection.config.options;
    const { passphrase, ...rest } = tls ?? {};
    const known = Object.hasOwn(this.secrets, connection.id)
      ? this.secrets[connection.id]?.passphrase
      : undefined;
    if ((passphrase ?? '') !== (known ?? '')) {
      // Another host of this workspace may have kept passphrases since.
      const { [connection.id]: _gone, ...others } = await readSecrets(this.path);
      const next = passphrase ? { ...others, [connection.id]: { passphrase } } : others;
      const written = await writeWhole(this.path, print(next), 0o600);
      if (!written.ok) return written;
      this.secrets = next;
    }
    const shared = Object.keys(rest).length === 0 ? options : { ...options, tls: rest };
    return ok(withOptions(connection, shared));
  }
}

/** A file that is missing or damaged costs a passphrase typed once more; it is replaced at the next save. */
async function readSecrets(path: string): Promise<Secrets> {
  try {
    const bytes = await readWhole(path, maxFileBytes);
    const judged = Secrets.safeParse(typeof bytes === 'string' ? {} : JSON.parse(bytes.toString('utf8')));
    return judged.success ? judged.data : {};
  } catch {
    return {};
  }
}

function withOptions(
  connection: SavedConnection,
  options: SavedConnection['config']['options'],
): SavedConnection {
  return { ...connection, config: { ...connection.config, options } };
}
