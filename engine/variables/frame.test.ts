import { describe, expect, it } from 'vitest';
import type { TemplateScope } from '../../codec/index.js';
import { Counters } from './counters.js';
import { expandFrame } from './frame.js';
import { HostSource } from './source.js';

const scope: TemplateScope = new Map([
  ['digits', { value: '37fa213d', secret: false }],
  ['four', { value: 'abcd', secret: false }],
  ['size', { value: '126', secret: false }],
  ['hidden', { value: 'hunter2', secret: true }],
]);

function source(): HostSource {
  const key = (): Uint8Array => new Uint8Array(32);
  return new HostSource({ key, time: 0, counters: new Counters(), local: null, files: new Map() });
}

describe('variables in a crafted frame', () => {
  it('take the place of a key as digits or as four bytes, of a length, and of junk among hex digits', () => {
    expect(
      expandFrame({ key: '{{digits}}', length: '{{size}}', junk: 'ff {{four}}', opcode: 2 }, scope, source()),
    ).toEqual({
      ok: true,
      value: {
        frame: { key: '37fa213d', length: '126', junk: 'ff 61 62 63 64', opcode: 2 },
        secret: false,
        live: false,
      },
    });
    expect(expandFrame({ key: '{{four}}' }, scope, source())).toMatchObject({
      value: { frame: { key: '61 62 63 64' } },
    });
    expect(expandFrame({ key: '37fa {{random bytes 2}}' }, scope, source())).toMatchObject({
      value: { frame: { key: expect.stringMatching(/^37 fa [\da-f]{2} [\da-f]{2}$/) as string } },
    });
  });

  it('leave what has none as it was typed', () => {
    const frame = { key: '', length: '0x7E', junk: 'no hex', fragments: 2 };
    expect(expandFrame(frame, scope, source())).toEqual({
      ok: true,
      value: { frame, secret: false, live: false },
    });
  });

  it('are refused by their field where nobody knows them, or where they are longer than a field', () => {
    expect(expandFrame({ junk: 'ff {{nobody}}' }, scope, source())).toMatchObject({
      error: {
        code: 'template.unknown',
        message: expect.stringMatching(/^Junk between frames: .*\{\{nobody\}\}/) as string,
        detail: { field: 'junk' },
      },
    });
    expect(expandFrame({ length: '{{random string 80}}' }, scope, source())).toMatchObject({
      error: { code: 'craft.frame', message: 'Length claimed is too long once its variables are in place' },
    });
  });

  it('are covered where they are secrets and nobody asked to see them', () => {
    const frame = { key: '{{hidden}}', length: '{{hidden}}', junk: '00 {{hidden}}' };
    expect(expandFrame(frame, scope, source(), false)).toMatchObject({
      value: {
        secret: true,
        frame: { key: '2a 2a 2a 2a', length: '', junk: '2a 2a 2a 2a 2a 2a 2a 2a' },
      },
    });
  });
});
