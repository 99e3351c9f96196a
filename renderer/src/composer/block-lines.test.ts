import { describe, expect, it } from 'vitest';
import { emptyMessage } from '../stores/tab.js';
import type { MessageDraft } from '../stores/tab.js';
import { blockLines } from './block-lines.js';

function block(body: string, rest: Partial<MessageDraft> = {}): MessageDraft {
  const mode = rest.mode ?? 'text';
  return { ...emptyMessage(), mode, bodies: { [mode]: body }, ...rest };
}

describe('blockLines', () => {
  it('takes lines apart at LF, CR and CRLF, and none after the last end', () => {
    expect(blockLines(block('a\nb\r\nc\rd\n'), 'tcp')).toEqual(['a', 'b', 'c', 'd']);
    expect(blockLines(block(''), 'tcp')).toEqual([]);
  });

  it('keeps an empty line where its ending is sent, and leaves it out where it has no byte', () => {
    const request = 'GET / HTTP/1.1\nHost: a\n\nbody';
    expect(blockLines(block(request, { ending: 'crlf' }), 'tls')).toEqual([
      'GET / HTTP/1.1',
      'Host: a',
      '',
      'body',
    ]);
    expect(blockLines(block(request), 'tcp')).not.toContain('');
    // Frames and datagrams have no ending.
    expect(blockLines(block(request, { ending: 'crlf' }), 'ws')).not.toContain('');
    expect(blockLines(block(request, { ending: 'crlf' }), 'udp')).not.toContain('');
  });

  it('counts spaces as bytes in text and as none in hex', () => {
    expect(blockLines(block('a\n  \nb'), 'tcp')).toEqual(['a', '  ', 'b']);
    expect(blockLines(block('61\n  \n62', { mode: 'hex' }), 'tcp')).toEqual(['61', '62']);
  });
});
