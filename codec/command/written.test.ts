import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../address.js';
import type { CodeInput } from '../code/input.js';
import { codeTargets } from '../code/table.js';
import { formatHex } from '../hex.js';
import { encodeUtf8 } from '../utf8.js';
import { parseCommandLine } from './line.js';

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/);
const value = fc.stringMatching(/^[!-~]([ -~]{0,30}[!-~])?$/);
const port = fc.integer({ min: 1, max: 65_535 });
const tool = (id: string): (typeof codeTargets)[number] => {
  const found = codeTargets.find((one) => one.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};

function inputOf(url: string, more: Partial<CodeInput>): CodeInput {
  const address = parseAddress(url, { role: 'client' });
  if (!address.ok) throw new Error(address.error.message);
  const rest = { caFile: '', certFile: '', keyFile: '', serverName: '', localAddress: '', localPort: 0 };
  const base = {
    headers: [],
    subprotocols: [],
    origin: '',
    verify: true,
    message: null,
    remarks: [],
    ...rest,
  };
  return { protocol: address.value.protocol, role: 'client', address: address.value, ...base, ...more };
}

/** What our parser makes of what our writer wrote, comments aside. */
function readBack(id: string, input: CodeInput): Record<string, unknown> {
  const lines = tool(id)
    .write(input)
    .text.split('\n')
    .filter((line) => !line.startsWith('#'));
  const parsed = parseCommandLine(lines.join('\n'));
  if (parsed?.ok !== true) throw new Error(lines.join('\n'));
  return { ...parsed.value };
}

describe('command lines that we write', () => {
  it.each(['wscat', 'websocat', 'curl'])('read back from %s with headers, subprotocols and origin', (id) => {
    const headers = fc.array(fc.tuple(name, value), { maxLength: 4 });
    const own = /^(origin|connection|upgrade|sec-websocket-|host$)/i;
    fc.assert(
      fc.property(
        headers,
        fc.uniqueArray(name, { maxLength: 3 }),
        port,
        fc.boolean(),
        (list, subprotocols, at, verify) => {
          // wscat has one header of a name.
          const plain = list.filter(
            ([header], at) =>
              !own.test(header) &&
              (id !== 'wscat' || list.findLastIndex(([other]) => other === header) === at),
          );
          const input = inputOf(`wss://example.test:${at}/a?b=1`, {
            headers: plain,
            subprotocols,
            verify,
            origin: 'https://o.test',
          });
          const read = readBack(id, input);
          expect(read).toMatchObject({
            protocol: 'wss',
            headers: plain,
            subprotocols,
            origin: 'https://o.test',
          });
          expect(read['insecure'] === true).toBe(!verify);
          expect(String(read['address']).replace(/^https/, 'wss')).toBe(`wss://example.test:${at}/a?b=1`);
        },
      ),
      { seed: 31, numRuns: 300 },
    );
  });

  it.each([
    ['ncat', 'tcp'],
    ['ncat', 'udp'],
    ['socat', 'tcp'],
    ['socat', 'tls'],
    ['socat', 'udp'],
  ])('read back from %s over %s, bytes and all', (id, protocol) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), port, (bytes, at) => {
        const read = readBack(
          id,
          inputOf(`${protocol}://example.test:${at}`, { message: { kind: 'binary', bytes } }),
        );
        expect(read).toMatchObject({ protocol, role: 'client', address: `${protocol}://example.test:${at}` });
        const ending = { lf: '\n', crlf: '\r\n' }[String(read['messageEnding'])] ?? '';
        const message = String(read['message']);
        const hex = read['messageMode'] === 'hex' ? message : formatHex(encodeUtf8(message + ending));
        expect(hex).toBe(formatHex(bytes));
      }),
      { seed: 32, numRuns: 300 },
    );
  });

  it.each(['wscat', 'websocat'])('read back from %s with a text message', (id) => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((text) => !/\p{Cc}/u.test(text)),
        (text) => {
          const read = readBack(
            id,
            inputOf('ws://h', { message: { kind: 'text', bytes: encodeUtf8(text) } }),
          );
          expect(read['message']).toBe(text);
        },
      ),
      { seed: 33, numRuns: 300 },
    );
  });
});
