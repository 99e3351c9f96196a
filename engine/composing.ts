import { isActive } from '../contract/index.js';
import type {
  Composition,
  ConnectionConfig,
  Input,
  MessagePreview,
  Outgoing,
  QueueItem,
  RepeatPlan,
  Result,
  SendReport,
} from '../contract/index.js';
import { craftedMessage } from './crafted-message.js';
import { idle } from './sending.js';
import type { Session } from './session.js';
import type { ExpandedConfig } from './variables/config.js';
import { Counters } from './variables/counters.js';
import type { MadeMessage } from './variables/message.js';
import type { Variables } from './variables/variables.js';

/** Sends and previews what was typed with `{{name}}` in it, and keeps each session's counters. */
export class Composing {
  readonly #counters = new WeakMap<Session, Counters>();
  /** Counters in addresses and options: they count starts. */
  readonly #starts = new Counters();
  /** A message that waits for a file is not overtaken by the next one. */
  readonly #turns = new WeakMap<Session, Promise<unknown>>();

  constructor(readonly variables: Variables) {}

  async config(
    config: ConnectionConfig,
    environment: string | null,
    connection: string | null,
  ): Promise<Result<ExpandedConfig>> {
    const choice = { environment, connection };
    return this.variables.config(config, { choice, counters: this.#starts, local: null });
  }

  /** One text as it would be put in now, a terminal's URL. No counter goes on. */
  async text(text: string, environment: string | null): Promise<Result<string>> {
    const choice = { environment, connection: null };
    return this.variables.text(text, { choice, counters: new Counters(), local: null });
  }

  send(session: Session, input: Omit<Input<'message.send'>, 'session'>): Promise<Result<SendReport>> {
    const waiting = this.#turns.get(session);
    let pass = (): void => undefined;
    const passed = new Promise<void>((resolve) => (pass = resolve));
    const sent =
      waiting === undefined
        ? this.#send(session, input, pass)
        : waiting.then(() => this.#send(session, input, pass));
    const done = sent.then(
      () => undefined,
      () => undefined,
    );
    const settled = Promise.race([done, passed]);
    this.#turns.set(session, settled);
    void settled.then(() => {
      if (this.#turns.get(session) === settled) this.#turns.delete(session);
    });
    return sent;
  }

  async #send(
    session: Session,
    { to, environment, draw, frame, keys, ...message }: Omit<Input<'message.send'>, 'session'>,
    pass: () => void,
  ): Promise<Result<SendReport>> {
    const { state, connection, local } = session.sender;
    // Nothing leaves, so no counter goes on.
    if (!isActive(state)) return idle('Nothing was sent');
    const choice = { environment, connection };
    const by = { choice, counters: this.#countersOf(session), local, draw };
    const making = this.variables.crafted({ ...message, frame }, by);
    const made = making instanceof Promise ? await making : making;
    if (!made.ok) return made;
    const { outgoing } = made.value;
    if (made.value.frame === undefined) return session.send(to, outgoing);
    const { role } = session.info.config;
    const frames = craftedMessage(outgoing.data, made.value.frame, { role, keys });
    if (!frames.ok) return frames;
    const sent = session.craft(to, frames.value);
    // Fragments may wait for minutes; what is sent meanwhile does not.
    pass();
    return sent;
  }

  /** One message of a repeat, with values of its own. Counters of the session go on. */
  repeated(
    session: Session,
    plan: RepeatPlan,
    text: Composition,
  ): Result<Outgoing> | Promise<Result<Outgoing>> {
    const { connection, local } = session.sender;
    const { kind, destination, environment } = plan;
    const choice = { environment, connection };
    const message = { kind, text, ...(destination !== undefined && { destination }) };
    return this.variables.message(message, { choice, counters: this.#countersOf(session), local });
  }

  /** One message of a queue, as `repeated`. */
  queued(session: Session, item: QueueItem): Result<MadeMessage> | Promise<Result<MadeMessage>> {
    const { connection, local } = session.sender;
    const { kind, text, code, reason, destination, environment, frame } = item;
    const choice = { environment, connection };
    const message = {
      kind,
      text,
      frame,
      ...(code !== undefined && { code }),
      ...(reason !== undefined && { reason }),
      ...(destination !== undefined && { destination }),
    };
    return this.variables.crafted(message, { choice, counters: this.#countersOf(session), local });
  }

  /** Where a file is sent on UDP. */
  async destination(session: Session, text: string, environment: string | null): Promise<Result<string>> {
    const { connection, local } = session.sender;
    const by = { choice: { environment, connection }, counters: this.#countersOf(session), local };
    return this.variables.text(text, by);
  }

  async preview(
    session: Session | null,
    { connection, environment, draw, ...asked }: Omit<Input<'message.preview'>, 'session'>,
  ): Promise<Result<MessagePreview>> {
    const counters = session === null ? new Counters() : this.#countersOf(session);
    const choice = { environment, connection: session?.sender.connection ?? connection };
    const local = session?.sender.local ?? null;
    return this.variables.preview(asked, { choice, counters, local, draw });
  }

  #countersOf(session: Session): Counters {
    const known = this.#counters.get(session) ?? new Counters();
    this.#counters.set(session, known);
    return known;
  }
}
