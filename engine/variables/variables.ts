import { createHmac, randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { expandText, isTemplate } from '../../codec/index.js';
import type { TemplateScope } from '../../codec/index.js';
import { fail, ok } from '../../contract/index.js';
import type {
  ConnectionConfig,
  CraftedFrame,
  Input,
  MessagePreview,
  Outgoing,
  Result,
  SocketAddress,
} from '../../contract/index.js';
import { expandConfig, hasTemplates } from './config.js';
import type { ExpandedConfig } from './config.js';
import type { Counters } from './counters.js';
import type { LayoutLookup } from './fields.js';
import { expandCrafted, expandMessage, previewOf } from './message.js';
import type { ComposedMessage, MadeMessage } from './message.js';
import { scopeOf } from './scope.js';
import type { VariableChoice, VariableStore } from './scope.js';
import { HostSource } from './source.js';
import { readNamedFile } from './workspace-file.js';
import type { FilePlace } from './workspace-file.js';

/** Files one message may name. */
const mostFiles = 64;

export interface Expansible {
  readonly choice: VariableChoice;
  /** Whose counters are used. */
  readonly counters: Counters;
  readonly local: SocketAddress | null;
  /** Names the random values; drawn where it is left out. */
  readonly draw?: string;
}

type Answer<T> = Result<T> | Promise<Result<T>>;

/**
 * Puts variables and generated values in, on the host: secrets, files and its environment need not be
 * anywhere else. An expansion that names no file answers at once, so that sends keep their order.
 */
export class Variables {
  /** Nobody who knows a draw can tell what is drawn by it. */
  readonly #key = randomBytes(32);

  constructor(
    readonly store: VariableStore,
    readonly files: FilePlace,
    /** Given to this run: they win over all others. */
    readonly run: Readonly<Record<string, string>> = {},
  ) {}

  config(config: ConnectionConfig, by: Expansible): Answer<ExpandedConfig> {
    if (!hasTemplates(config)) return ok({ config, secrets: [] });
    return this.#expand(by, true, (scope, source) => expandConfig(config, scope, source));
  }

  message(message: ComposedMessage, by: Expansible): Answer<Outgoing> {
    return this.#expand(by, true, (scope, source) =>
      expandMessage(message, scope, source, this.#layoutsOf(by)),
    );
  }

  /** With the texts of its frame, where it is crafted. */
  crafted(
    message: ComposedMessage & { readonly frame?: CraftedFrame | undefined },
    by: Expansible,
  ): Answer<MadeMessage> {
    return this.#expand(by, true, (scope, source) =>
      expandCrafted(message, scope, source, this.#layoutsOf(by)),
    );
  }

  preview(
    asked: Pick<Input<'message.preview'>, 'text' | 'frame' | 'reveal'>,
    by: Expansible,
  ): Answer<MessagePreview> {
    return this.#expand(by, false, (scope, source) => previewOf(asked, scope, source, this.#layoutsOf(by)));
  }

  /** One text by itself, a terminal's URL. */
  text(text: string, by: Expansible): Answer<string> {
    if (!isTemplate(text)) return ok(text);
    return this.#expand(by, true, (scope, source) => {
      const expanded = expandText(text, scope, source);
      return expanded.ok ? ok(expanded.value.text) : expanded;
    });
  }

  /** Layouts of the saved connection a message is sent on. */
  #layoutsOf({ choice }: Expansible): LayoutLookup {
    const { connection } = choice;
    return (id) =>
      connection === null ? undefined : this.store.layouts(connection).find((one) => one.id === id);
  }

  #expand<T>(
    by: Expansible,
    commits: boolean,
    expand: (scope: TemplateScope, source: HostSource) => Result<T>,
  ): Answer<T> {
    const scope = scopeOf(this.store, by.choice, this.run);
    if (!scope.ok) return scope;
    const time = Math.floor((performance.timeOrigin + performance.now()) * 1_000);
    let drawn: Uint8Array | undefined;
    const key = (): Uint8Array =>
      (drawn ??= createHmac('sha256', this.#key)
        .update(by.draw ?? randomBytes(16))
        .digest());
    const files = new Map<string, Result<Uint8Array>>();
    const attempt = (): Answer<T> => {
      const source = new HostSource({ key, time, counters: by.counters, local: by.local, files });
      const made = expand(scope.value, source);
      if (source.wanted.size > 0) return readWanted(source.wanted);
      if (made.ok && commits) source.commit();
      return made;
    };
    // With the same key, time and counters a second attempt is the first, with the files in place.
    const readWanted = async (wanted: ReadonlySet<string>): Promise<Result<T>> => {
      if (files.size + wanted.size > mostFiles)
        return fail('template.file', `A message names at most ${mostFiles} files`);
      for (const name of wanted) files.set(name, await readNamedFile(this.files, name));
      return attempt();
    };
    return attempt();
  }
}
