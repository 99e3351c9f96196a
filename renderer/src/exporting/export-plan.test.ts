import { describe, expect, it } from 'vitest';
import { exportFormatIds } from '../../../contract/index.js';
import type { ConnectionConfig, SessionInfo } from '../../../contract/index.js';
import { estimatedBytes, exportFormats, firstExport, unsuitable } from '../stores/export-choice.js';
import { codeInputOf } from './code-input.js';
import { offered, planOf } from './export-plan.js';
import type { OnScreen } from './export-plan.js';
import { ignoredByTls } from './export-words.js';

const config: ConnectionConfig = { protocol: 'tcp', role: 'client', address: '127.0.0.1:7', options: {} };
// Only what an export asks of a session.
const info = { id: 's-1', name: 'a/b: ü', config } as SessionInfo;
const screen: OnScreen = {
  filter: { text: 'x' },
  framing: { kind: 'line' },
  layer: 'messages',
  selected: 7,
  range: { from: 1, to: 2 },
};

describe('what can be exported', () => {
  it('has words for every format of the contract, each once', () => {
    expect(exportFormats.map(({ id }) => id).sort()).toEqual([...exportFormatIds].sort());
  });

  it('offers what there is to be offered', () => {
    expect(offered(null, false, 0)).toEqual(['all']);
    expect(offered(null, false, null)).toEqual(['all', 'marked']);
    expect(offered(screen, true, 3)).toEqual(['all', 'shown', 'marked', 'selected', 'range']);
  });

  it('says what of a choice does not count with the records of TLS', () => {
    const plain = { ...firstExport(), format: 'pcapng', layer: 'wire', redact: false } as const;
    expect(ignoredByTls(plain, screen)).toEqual([]);
    expect(
      ignoredByTls({ ...plain, what: 'marked', direction: 'out', layer: 'messages', redact: true }, screen),
    ).toEqual(['Marked rows', 'Sent', 'Messages', 'Cover secrets']);
  });

  it('reads the log itself where nothing is left out, else a view of its own', () => {
    const plain = { ...firstExport(), format: 'jsonl' } as const;
    expect(planOf(info, plain, null).view).toBeNull();
    expect(planOf(info, plain, screen).view).toMatchObject({ framing: { kind: 'line' }, filter: {} });
    expect(planOf(info, { ...plain, what: 'shown' }, screen).view).toMatchObject({ filter: { text: 'x' } });
    expect(planOf(info, { ...plain, what: 'range' }, screen).view).toMatchObject({
      filter: { from: 1, to: 2 },
    });
    expect(planOf(info, { ...plain, what: 'selected' }, screen)).toMatchObject({
      seq: 7,
      view: { filter: {} },
    });
    expect(planOf(info, { ...plain, what: 'marked' }, null).view).toMatchObject({ filter: { marked: true } });
  });

  it('takes the wire for captures, uncut, and whole messages for HAR', () => {
    const capture = planOf(info, firstExport(), screen).view;
    expect(capture).toMatchObject({ layer: 'wire', framing: { kind: 'raw' } });
    const har = planOf(info, { ...firstExport(), format: 'har', layer: 'wire' }, screen).view;
    expect(har?.layer).toBe('messages');
    expect(unsuitable('har', info)).not.toBeNull();
  });

  it('guesses sizes that a report does not exceed', () => {
    expect(estimatedBytes('raw', 10, 1_000)).toBe(1_000);
    expect(estimatedBytes('html', 1, 1e9)).toBeLessThan(100_000);
  });
});

describe('the input of code', () => {
  const secret: ConnectionConfig = {
    protocol: 'wss',
    role: 'client',
    address: 'wss://{{host}}/x',
    options: {
      ws: { headers: [['Authorization', 'Bearer abc']], pingIntervalMs: 5, deflate: false },
      tls: { passphrase: 'pw', verify: false },
      reconnect: { enabled: true },
    },
  };
  const fill = (text: string): string => text.replace('{{host}}', 'example.test');

  it('leaves secrets out unless asked, and names what no program is told', () => {
    const made = codeInputOf(secret, null, { fill, secrets: false });
    if (!made.ok) throw new Error(made.error.message);
    expect(made.value.input.headers).toEqual([['Authorization', '<Authorization>']]);
    expect(made.value.input.address.host).toBe('example.test');
    expect(made.value.input.verify).toBe(false);
    expect(made.value.input.remarks.join(' ')).toMatch(
      /Authorization.*passphrase.*compression.*Pings.*connect again/,
    );
    expect(JSON.stringify(made.value.input)).not.toMatch(/abc|"pw"/);
    const asked = codeInputOf(secret, null, { fill, secrets: true });
    expect(asked.ok && asked.value.input.headers).toEqual([['Authorization', 'Bearer abc']]);
  });

  it('names placeholders that nobody filled in', () => {
    const named = { ...secret, address: 'ws://{{host}}:{{port}}/{{room}}' };
    const made = codeInputOf(named, null, { fill: (text) => text, secrets: false });
    if (!made.ok) throw new Error(made.error.message);
    expect(made.value.input.remarks).toContain('Put values in for {{host}}, {{port}}, {{room}}.');
    const { url = '', port } = made.value.input.address;
    expect(made.value.restore(url)).toBe('ws://{{host}}:{{port}}/{{room}}');
    expect(made.value.restore(String(port))).toBe('{{port}}');
  });
});
