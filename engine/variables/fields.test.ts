import { describe, expect, it } from 'vitest';
import { formatHex } from '../../codec/index.js';
import type { TemplateScope } from '../../codec/index.js';
import type { Layout } from '../../contract/index.js';
import { Counters } from './counters.js';
import { expandMessage, previewOf } from './message.js';
import { HostSource } from './source.js';

const layout: Layout = {
  id: 'one',
  name: 'One',
  fields: [
    { name: 'id', type: 'text', size: 36, value: '{{id}}' },
    { name: 'again', type: 'text', size: 36, value: '{{id}}' },
    { name: 'count', type: 'u8', value: '{{counter}}' },
    { name: 'key', type: 'bytes', value: '{{key}} ff' },
    { name: 'crc', type: 'u16', checksum: { algorithm: 'CRC-16/MODBUS', from: 'key' } },
    { name: 'rest', type: 'u8' },
  ],
};
const scope: TemplateScope = new Map([
  ['id', { value: '{{uuid}}', secret: false }],
  ['key', { value: 'ab', secret: true }],
]);

function source(): HostSource {
  return new HostSource({
    key: () => new Uint8Array(32),
    time: 0,
    counters: new Counters(),
    local: null,
    files: new Map(),
  });
}

const text = (values: Record<string, string>, of: Layout | string = layout) => ({
  mode: 'fields' as const,
  body: JSON.stringify({ layout: of, values }),
  ending: '\n' as const,
});

describe('a message made of fields', () => {
  it('gets its variables, each evaluated once, and no line ending', () => {
    const made = expandMessage({ kind: 'data', text: text({}) }, scope, source());
    if (!made.ok) throw new Error(made.error.message);
    const { data } = made.value;
    expect(formatHex(data.subarray(0, 36))).toBe(formatHex(data.subarray(36, 72)));
    expect(data.length).toBe(36 + 36 + 1 + 3 + 2 + 1);
    expect(formatHex(data.subarray(72, 76))).toBe('01 61 62 ff');
  });

  it('hides secrets in a preview, and the checksums that tell of them', () => {
    const shown = previewOf({ text: text({ rest: '7' }), reveal: false }, scope, source());
    if (!shown.ok) throw new Error(shown.error.message);
    expect(formatHex(shown.value.bytes.subarray(72))).toBe('01 2a 2a 2a 2a 2a 07');
    expect(shown.value.fields?.find(({ path }) => path === 'crc')).toEqual({ path: 'crc', from: 76, to: 78 });
  });

  it('finds the layout that the connection keeps, or says that it is gone', () => {
    const layouts = (id: string): Layout | undefined => (id === 'one' ? layout : undefined);
    expect(expandMessage({ kind: 'data', text: text({}, 'one') }, scope, source(), layouts).ok).toBe(true);
    const gone = expandMessage({ kind: 'data', text: text({}, 'two') }, scope, source(), layouts);
    expect(gone).toMatchObject({ ok: false, error: { code: 'fields.unknown', detail: { layout: 'two' } } });
  });

  it.each([
    [{ rest: '256' }, 'fields.overflow', 'rest: u8 holds 0 to 255: 256 is more'],
    [{ rest: '{{nobody}}' }, 'template.unknown', /^rest: .*nobody/],
    [{ key: '0g' }, 'hex.digit', /^key: 'g' at offset 1 is not a hex digit/],
  ] as const)('refuses %j at its field', (values, code, message) => {
    const made = expandMessage({ kind: 'data', text: text(values) }, scope, source());
    expect(made).toMatchObject({ ok: false, error: { code, detail: { path: Object.keys(values)[0] } } });
    expect(made.ok ? '' : made.error.message).toMatch(message);
  });

  it('refuses what is no such message, and layouts that cannot be', () => {
    const body = (text: string) =>
      expandMessage({ kind: 'data', text: { mode: 'fields', body: text } }, scope, source());
    expect(body('{')).toMatchObject({ ok: false, error: { code: 'fields.body' } });
    expect(body('{"layout":7,"values":{}}')).toMatchObject({ ok: false, error: { code: 'fields.body' } });
    const deep = `${'{"name":"a","type":"group","fields":['.repeat(50_000)}${']}'.repeat(50_000)}`;
    expect(body(`{"layout":{"id":"a","name":"a","fields":[${deep}]},"values":{}}`)).toMatchObject({
      ok: false,
      error: { code: 'fields.body' },
    });
    const twice: Layout = { ...layout, fields: [...layout.fields, { name: 'rest', type: 'u8' }] };
    expect(expandMessage({ kind: 'data', text: text({}, twice) }, scope, source())).toMatchObject({
      ok: false,
      error: { code: 'fields.layout' },
    });
  });
});
