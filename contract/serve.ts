import * as z from 'zod/mini';
import type { EventName, EventValue, Input, Output, RequestName } from './index.js';
import type { RequestDefinition } from './define.js';
import { asCall } from './message.js';
import type { AnswerMessage, CallMessage, EventMessage, HelloMessage } from './message.js';
import { Pace } from './pace.js';
import { fail, ok } from './result.js';
import type { Failure, Result } from './result.js';
import type { Transport } from './transport.js';
import { contractVersion } from './version.js';
import { decode, encode } from './wire.js';

/** Requests by name, as `requests` of index.ts; tests bring smaller ones. */
export type RequestTable = Readonly<Record<string, RequestDefinition<z.ZodMiniType, unknown>>>;

/** Pushes an event to one page; after its transport has closed it does nothing. */
export type Emit = <Name extends EventName>(name: Name, value: EventValue<Name>) => void;

/** One page, the same object for every call it makes: what it opened in the host hangs on it. */
export interface PageClient {
  readonly emit: Emit;
  /** Called once when its transport has gone, also when that was before. */
  onClose(listener: () => void): void;
}

/** One function a request. One that is missing does not compile. */
export type Handlers = {
  readonly [Name in RequestName]: (
    input: Input<Name>,
    client: PageClient,
  ) => Result<Output<Name>> | Promise<Result<Output<Name>>>;
};

/** Handlers of any table, smaller ones of tests included. */
export type AnyHandlers = Readonly<
  Record<string, (input: never, client: PageClient) => Result<unknown> | Promise<Result<unknown>>>
>;

export interface ServeOptions {
  /** Told of bugs (a handler that threw) and of bytes that are no message. */
  readonly log: (problem: string, error?: unknown) => void;
  /** Calls of one page that may be under way together; one more is answered `request.busy`. */
  readonly maxInFlight?: number;
  /** Largest message taken. */
  readonly maxMessageBytes?: number;
  /** Calls a second on the long run, and at once; one more is answered `request.busy`. */
  readonly calls?: { readonly perSecond: number; readonly burst: number };
}

export interface Serving {
  readonly client: PageClient;
  close(): void;
}

const defaultMaxInFlight = 256;
const defaultMaxMessageBytes = 32 * 1024 * 1024;
/** A page that draws 60 times a second and sends a file calls some hundred times: this is only met by one gone wrong. */
const defaultCalls = { perSecond: 5_000, burst: 20_000 };
/** Messages that are no call, or come too fast, after which the page is let go: it does not listen to answers. */
const mostRefused = 1_000;
/** Of those that are no call, how many are logged. */
const mostLogged = 10;

type Handler = (input: unknown, client: PageClient) => unknown;

/**
 * The host's end of a transport: reads calls, validates their input, runs their handler and answers every
 * one of them, whatever happens.
 */
export function serve(
  transport: Transport,
  table: RequestTable,
  handlers: Handlers | AnyHandlers,
  options: ServeOptions,
): Serving {
  const maxInFlight = options.maxInFlight ?? defaultMaxInFlight;
  const maxBytes = options.maxMessageBytes ?? defaultMaxMessageBytes;
  const { perSecond, burst } = options.calls ?? defaultCalls;
  const pace = new Pace(perSecond, burst);
  const inFlight = new Set<number>();
  let refused = 0;
  let closed = false;

  const send = (message: HelloMessage | EventMessage | AnswerMessage) => {
    if (!closed) transport.send(encode(message));
  };
  const answer = (id: number | null, result: Result<unknown>) => {
    try {
      send(result.ok ? { id, ok: true, value: result.value } : { id, ok: false, error: result.error });
    } catch (error) {
      options.log(`The answer to call ${id} cannot be sent`, error);
      send({ id, ok: false, error: internal });
    }
  };

  send({ contract: contractVersion });
  const client: PageClient = {
    emit(event, value) {
      try {
        send({ event, value });
      } catch (error) {
        options.log(`The event ${event} cannot be sent`, error);
      }
    },
    onClose: (listener) => transport.onClose(listener),
  };

  const run = async (call: CallMessage) => {
    inFlight.add(call.id);
    const result = await dispatch(call, table, handlers, client, options.log);
    inFlight.delete(call.id);
    answer(call.id, result);
  };

  transport.onClose(() => {
    closed = true;
    inFlight.clear();
  });
  /** Answers what is no call, or too much of it, until that was often enough. */
  const refuse = (id: number | null, code: string, why: string) => {
    answer(id, fail(code, why));
    if (++refused < mostRefused) return;
    closed = true;
    options.log(`A page was let go: ${refused} of its messages were refused`);
    transport.close();
  };

  transport.onMessage((bytes) => {
    if (closed) return;
    const message = decode(bytes, { maxBytes });
    const call = message.ok ? asCall(message.value) : null;
    if (call === null) {
      const why = message.ok ? 'it has no id or names no request' : message.error.message;
      if (refused < mostLogged) options.log(`A page sent something that is no call: ${why}`);
      refuse(null, 'request.malformed', `This is no call: ${why}`);
    } else if (!pace.take()) {
      refuse(call.id, 'request.busy', `More than ${perSecond} calls a second; wait for answers`);
    } else if (inFlight.has(call.id)) {
      answer(call.id, fail('request.duplicate', `Call ${call.id} is still under way`));
    } else if (inFlight.size >= maxInFlight) {
      const error = fail(
        'request.busy',
        `${maxInFlight} calls of this page are under way; wait for an answer`,
      );
      answer(call.id, error);
    } else {
      void run(call);
    }
  });

  return { client, close: () => transport.close() };
}

const internal: Failure = {
  code: 'internal',
  message: 'A bug of Wirebench: the host could not answer this. Its log says more.',
};

/** Never rejects: what a handler throws is logged here, and the page learns only that it happened. */
async function dispatch(
  call: CallMessage,
  table: RequestTable,
  handlers: object,
  client: PageClient,
  log: ServeOptions['log'],
): Promise<Result<unknown>> {
  const definition = Object.hasOwn(table, call.call) ? table[call.call] : undefined;
  if (definition === undefined) {
    return fail(
      'request.unknown',
      `This host has no request named ${JSON.stringify(call.call.slice(0, 100))}`,
    );
  }
  try {
    const input = validate(definition.input, call.input);
    if (!input.ok) return input;
    // The table has this name, and Handlers has a function for every name of the table.
    const handler = (handlers as Readonly<Record<string, Handler>>)[call.call];
    if (handler === undefined) throw new TypeError(`No handler for ${call.call}`);
    const result = await handler(input.value, client);
    if (!isResult(result)) throw new TypeError(`The handler of ${call.call} answered no Result`);
    return result;
  } catch (error) {
    log(`The request ${call.call} failed by a bug`, error);
    return { ok: false, error: internal };
  }
}

function isResult(result: unknown): result is Result<unknown> {
  return typeof result === 'object' && result !== null && 'ok' in result;
}

/** The input as its schema has it, or where it differs: `message.data: expected Uint8Array`. */
function validate(schema: z.ZodMiniType, input: unknown): Result<unknown> {
  const parsed = z.safeParse(schema, input);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  const path = issue === undefined ? '' : pathText(issue.path);
  const what = issue === undefined ? 'not what this request takes' : issueText(issue);
  return fail('request.invalid', `${path === '' ? 'input' : path}: ${what}`, { path });
}

function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? String(step) : `.${String(step)}`;
  }
  return text;
}

/** zod/mini brings no sentences unless a locale is loaded; these are the issues our schemas can raise. */
function issueText(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${issue.expected}`;
    case 'invalid_value':
      return `expected ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'too_small':
      return `expected ${sized(issue.origin)}at least ${issue.minimum}`;
    case 'too_big':
      return `expected ${sized(issue.origin)}at most ${issue.maximum}`;
    case 'unrecognized_keys':
      return `unknown ${issue.keys.length === 1 ? 'key' : 'keys'} ${issue.keys.map((key) => JSON.stringify(key.slice(0, 100))).join(', ')}`;
    case 'invalid_format':
      return `expected ${issue.format === 'regex' ? `text like ${issue.pattern ?? 'its pattern'}` : issue.format}`;
    case 'invalid_union':
      return 'expected one of its other shapes';
    case 'custom':
      return issue.message;
    default:
      return 'not what this request takes';
  }
}

function sized(origin: string): string {
  if (origin === 'string') return 'a length of ';
  return origin === 'array' || origin === 'set' ? 'a number of entries of ' : '';
}
