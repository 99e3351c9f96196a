import { describe, expect, it } from 'vitest';
import type { TemplateScope } from '../../codec/index.js';
import { fullOptions } from '../../contract/index.js';
import type { ConnectionConfig } from '../../contract/index.js';
import { expandConfig } from './config.js';
import { Counters } from './counters.js';
import { HostSource } from './source.js';

const scope: TemplateScope = new Map([['x', { value: 'v', secret: false }]]);

function source(): HostSource {
  const key = (): Uint8Array => new Uint8Array(32);
  return new HostSource({ key, time: 0, counters: new Counters(), local: null, files: new Map() });
}

/** Plain JSON with a text in place of each that says nothing. */
function filled(value: unknown, text: string): unknown {
  if (value === '') return text;
  if (Array.isArray(value)) return value.map((one) => filled(one, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, text)]));
}

describe('variables of a connection', () => {
  it('take the place of every text of every option, and of lists, pairs and greetings', () => {
    const withText = (text: string): ConnectionConfig => {
      // The same options with other texts in them.
      const options = filled(fullOptions({}), text) as ReturnType<typeof fullOptions>;
      return {
        protocol: 'wss',
        role: 'client',
        address: `wss://${text}:1/${text}`,
        options: {
          ...options,
          ws: { ...options.ws, headers: [[`X-${text}`, text]], subprotocols: [text] },
          tls: { ...options.tls, alpn: [text] },
          udp: { ...options.udp, memberships: [{ group: text, interface: text }] },
          listen: { ...options.listen, greeting: { kind: 'text', body: text } },
        },
      };
    };
    const texts = JSON.stringify(withText('{{x}}')).split('{{x}}').length - 1;
    expect(texts).toBeGreaterThan(15);
    expect(expandConfig(withText('{{x}}'), scope, source())).toEqual({
      ok: true,
      value: { config: withText('v'), secrets: [] },
    });
  });

  it('take the hex of a value in a greeting of bytes', () => {
    const config: ConnectionConfig = {
      protocol: 'tcp',
      role: 'server',
      address: '127.0.0.1:0',
      options: { listen: { greeting: { kind: 'binary', body: '00 {{x}} ff' } } },
    };
    expect(expandConfig(config, scope, source())).toMatchObject({
      value: { config: { options: { listen: { greeting: { body: '00 76 ff' } } } } },
    });
  });

  it('are refused by their option where nobody knows them', () => {
    const config: ConnectionConfig = {
      protocol: 'tls',
      role: 'client',
      address: 'h:1',
      options: { tls: { serverName: '{{nobody}}' }, tcp: { localAddress: '{{nowhere}}' } },
    };
    expect(expandConfig(config, scope, source())).toMatchObject({
      error: {
        code: 'template.unknown',
        message: expect.stringMatching(/localAddress: .*nowhere.*|serverName: .*nobody.*/) as string,
      },
    });
  });
});
