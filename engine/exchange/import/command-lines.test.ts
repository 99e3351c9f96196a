import { describe, expect, it } from 'vitest';
import { linesOf } from './command-lines.js';
import { connectionOf, notesOf, readTexts } from './test-import.js';

describe('commandLines', () => {
  it('makes a connection of each line, called after the comment above it', async () => {
    const imported = await readTexts({
      'pasted text': `#!/bin/sh
# Live feed
wscat -c wss://h/feed -H 'Authorization: Bearer abc' \\
  -H 'X-A: b' -s chat -o https://o -x '{"a": 1}' --slash
printf '\\x01\\x02' | nc -u 10.0.0.1 5000
echo hello | nc h 7
socat - TCP-LISTEN:8080,bind=127.0.0.1
ls -la
curl -i -N -H 'Connection: Upgrade' -H 'Upgrade: websocket' https://h/chat
nc 'open
`,
    });
    expect(connectionOf(imported, 'Live feed')).toMatchObject({
      protocol: 'wss',
      address: 'wss://h/feed',
      options: { ws: { subprotocols: ['chat'], origin: 'https://o' } },
      headers: [
        {
          name: 'Authorization',
          value: '{{authorization}}',
          variables: [{ value: 'Bearer abc', secret: true }],
        },
        { name: 'X-A', value: 'b' },
      ],
      messages: [{ mode: 'text', body: '{"a": 1}', kind: 'text' }],
    });
    expect(connectionOf(imported, '10.0.0.1:5000')).toMatchObject({
      protocol: 'udp',
      messages: [{ mode: 'hex', body: '01 02' }],
    });
    expect(connectionOf(imported, 'h:7').messages).toMatchObject([{ body: 'hello', ending: 'lf' }]);
    expect(connectionOf(imported, '127.0.0.1:8080')).toMatchObject({ protocol: 'tcp', role: 'server' });
    expect(connectionOf(imported, 'wss://h/chat')).toMatchObject({ headers: [] });
    const notes = notesOf(imported);
    expect(notes.slice(0, 2)).toEqual([
      'lost --slash of Live feed @ pasted text:3: wscat has it; there is no such option here',
      'lost ls -la @ pasted text:8: this is no line of a program that is known here',
    ]);
    expect(notes[2]).toMatch(/^lost nc 'open @ pasted text:10: .*quote/);
    expect(notes).toHaveLength(3);
  });

  it('makes a message of each line that a WebSocket tool is piped, and takes no note of an export for a name', async () => {
    const imported = await readTexts({
      'pasted text': `# Ticker
# Note: The connect timeout of 5000 ms is left out.
printf 'a\\0b\\0' | websocat -t -0 -n ws://h/x
# Note: It takes one peer; -k goes on with the next.
printf 'one\\ntwo\\n' | websocat ws://h/y
`,
    });
    expect(connectionOf(imported, 'Ticker').messages.map(({ name, body }) => [name, body])).toEqual([
      ['Message', 'a'],
      ['Message 2', 'b'],
    ]);
    expect(connectionOf(imported, 'ws://h/y').messages.map(({ body }) => body)).toEqual(['one', 'two']);
  });

  it('are command lines whatever lines their messages hold', async () => {
    const imported = await readTexts({ 'pasted text': "# Mine\nwscat -c ws://h.test -x 'a\nWS b\r' -w 2\n" });
    expect(imported.formats).toEqual(['Command lines']);
    expect(imported.connections[0]?.messages).toMatchObject([{ body: 'a\nWS b\r' }]);
  });

  it('keeps placeholders of ours, which a line may have', async () => {
    const imported = await readTexts({ 'pasted text': 'wscat -c ws://{{host}}/x' });
    expect(imported.connections[0]).toMatchObject({ address: 'ws://{{host}}/x' });
  });
});

describe('linesOf', () => {
  it('goes on after a backslash and within quotes', () => {
    expect(linesOf("a \\\n b\n\n'c\nd' e\n# it's\nf")).toEqual([
      { text: 'a \\\n b', line: 1 },
      { text: "'c\nd' e", line: 4 },
      { text: "# it's", line: 6 },
      { text: 'f', line: 7 },
    ]);
  });
});
