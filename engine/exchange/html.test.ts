import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RowKind } from '../../contract/index.js';
import {
  add,
  connected,
  lastTime,
  shaken,
  theLog,
  beginLog,
  endLog,
  webSocket,
  written,
} from './test-export.js';

beforeEach(beginLog);
afterEach(endLog);

describe('HTML report', () => {
  const hostile =
    '<script>alert(1)</script><img src=x onerror=alert(2)>"\'&\u202egpj.exe\u0000\u001b[31m]]>--><!--';

  it('is a static page whose policy lets nothing run, and payloads are text in it', async () => {
    connected();
    shaken(1, `X-Evil: ${'<script>'}\r\n`);
    add(hostile);
    add(hostile, RowKind.binary);
    theLog().appendLife(RowKind.error, 1, lastTime() + 5, {
      text: hostile,
      error: { code: 'a<b', message: hostile },
    });
    const text = (
      await written('html', {
        info: { ...webSocket(), name: hostile, comment: hostile, subprotocol: hostile },
        marks: new Map([[4, hostile]]),
      })
    ).toString();
    expect(text).toMatch(
      /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-/,
    );
    expect(text).not.toMatch(/<script|<img|onerror=alert\(2\)>"|javascript:/i);
    // eslint-disable-next-line no-control-regex -- these are the bytes
    expect(text).not.toMatch(/[\u0000\u001b\u202e]/);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).toContain('⟨U+202E⟩');
    // Every tag is one of ours, and closed.
    const tags = [...text.matchAll(/<(\/?)([a-z0-9]+)[^<>]*>/g)].map(([, end, name]) => `${end}${name}`);
    for (const name of ['article', 'pre', 'table', 'details', 'header', 'main', 'dl', 'p', 'span']) {
      expect(tags.filter((tag) => tag === name).length, name).toBe(
        tags.filter((tag) => tag === `/${name}`).length,
      );
    }
  });

  it('cuts what is large and says so, covers secret headers, and shows the handshake once', async () => {
    connected();
    shaken();
    add('a'.repeat(100_000));
    add('b');
    const text = (
      await written('html', { info: webSocket(), redact: true, spec: { filter: { kinds: ['text'] } } })
    ).toString();
    expect(text).toContain(
      'The first 16 384 of 100 000 bytes as text; the rest is left out.'.replaceAll(' ', ' '),
    );
    expect(text.match(/Handshake of peer 1/g)).toHaveLength(1);
    expect(text).toContain('<th scope="row">Cookie</th><td class="covered">covered</td>');
    expect(text).not.toContain('s3cr3t');
    expect(text.length).toBeLessThan(60_000);
  });

  it('says so where no row is in it', async () => {
    expect((await written('html')).toString()).toContain('No row is in this report.');
  });

  it('shows a handshake once where its rows are in the report themselves', async () => {
    connected();
    shaken();
    add('a');
    const text = (await written('html', { info: webSocket() })).toString();
    expect(text).not.toContain('Handshake of peer');
    expect(text.match(/<caption>GET \/chat/g)).toHaveLength(1);
    expect(text.match(/<caption>HTTP\/1.1 101/g)).toHaveLength(1);
  });
});
