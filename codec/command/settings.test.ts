import { describe, expect, it } from 'vitest';
import { parseCommandLine } from './line.js';
import { commandSettings } from './settings.js';

function settingsOf(line: string): unknown {
  const command = parseCommandLine(line);
  if (command?.ok !== true) throw new Error(line);
  return commandSettings(command.value);
}

describe('commandSettings', () => {
  it('lists what a line sets, and nothing else', () => {
    expect(settingsOf('nc h 1')).toEqual([]);
    expect(settingsOf(`websocat -k --protocol a --ping-interval 2 -H 'A: b' autoreconnect:wss://h`)).toEqual([
      ['ws', 'headers', [['A', 'b']]],
      ['ws', 'subprotocols', ['a']],
      ['ws', 'pingIntervalMs', 2_000],
      ['tls', 'verify', false],
      ['reconnect', 'enabled', true],
    ]);
    expect(settingsOf('nc -u -p 7 -s 10.0.0.1 h 1')).toEqual([
      ['udp', 'localAddress', '10.0.0.1'],
      ['udp', 'localPort', 7],
    ]);
    expect(settingsOf('socat - UDP4-RECV:6666,broadcast,membership=239.1.1.1:eth0')).toEqual([
      ['udp', 'broadcast', true],
      ['udp', 'memberships', [{ group: '239.1.1.1', interface: 'eth0' }]],
    ]);
    expect(settingsOf('websocat ws-l:127.0.0.1:1 mirror:')).toEqual([['listen', 'echo', true]]);
  });
});
