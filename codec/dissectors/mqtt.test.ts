import { describe, expect, it } from 'vitest';
import { chosen, expectHardened } from '../../tests/payloads/hostile.js';
import { hex, outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { noContext, type DissectContext } from './dissector.js';
import { mqtt } from './mqtt.js';

const broker: DissectContext = { ...noContext, transport: 'tcp', ports: [1883] };

/** Recorded: clients of mosquitto 2.0.11, one of them its own bridge, and what it answered. */
const recorded = {
  connect5:
    hex(`10 38 0004 4d515454 05 ce 003c 05 11 0000003c 0005 7375622d31 05 18 00000005 0006 77696c6c2f74
    0004 676f6e65 0003 616e6e 0006 736563726574`),
  connack5: hex('20 09 00 00 06 22 000a 21 0014'),
  subscribe5: hex('82 11 0001 02 0b 05 0009 73656e736f72732f2b 2d'),
  suback5: hex('90 04 0001 00 01'),
  publish5: hex('33 22 0009 73656e736f72732f32 0002 12 01 00 26 0004 756e6974 0007 63656c73697573 3232'),
  pubrec5: hex('50 03 0001 10'),
  bridge: hex(
    `10 43 0004 4d515454 05 2c 003c 03 21 0014 0008 6272696467652d31 0025
    245359532f62726f6b65722f636f6e6e656374696f6e2f6272696467652d312f7374617465 0001 30`.replace(
      '0008 6272696467652d31 0025',
      '0008 6272696467652d31 00 0025',
    ),
  ),
  connect4: hex('10 11 0004 4d515454 04 02 003c 0005 7075622d31'),
  connack4: hex('20 02 00 00'),
  publish4: hex('34 11 0009 73656e736f72732f31 0007 32312e35'),
  pubrec4: hex('50 02 0007'),
  pubrel4: hex('62 02 0007'),
  pubcomp4: hex('70 02 0007'),
  pingreq: hex('c0 00'),
  pingresp: hex('d0 00'),
  disconnect4: hex('e0 00'),
};

/** From the specifications. */
const written = {
  puback5: hex('40 03 000a 10'),
  subscribe4: hex('82 0e 000a 0003 612f62 01 0003 632f64 02'),
  suback4: hex('90 05 000a 01 00 80'),
  unsubscribe4: hex('a2 0c 000a 0003 612f62 0003 632f64'),
  unsuback4: hex('b0 02 000a'),
  unsubscribe5: hex('a2 08 000a 00 0003 612f62'),
  unsuback5: hex('b0 05 000a 00 00 11'),
  disconnect5: hex('e0 0b 8d 09 1f 0006 746f6f206f6c'),
  auth: hex(
    'f0 0d 18 0b 15 0005 5343524d31 16 0000'.replace(
      '15 0005 5343524d31 16 0000',
      '15 0005 5343524d31 16 0000',
    ),
  ),
  mqtt31: hex('10 11 0006 4d5149736470 03 02 003c 0003 616263'),
};

/** A CONNECT of MQTT 5: what follows is read as 5. */
const five = '10 0e 0004 4d515454 05 02 003c 00 0001 61';

const all = [...Object.values(recorded), ...Object.values(written)];

function summary(bytes: Uint8Array, context = broker): string {
  const dissection = mqtt.dissect(bytes, context);
  return dissection.kind === 'done' ? dissection.summary : dissection.reason;
}

function flaws(bytes: Uint8Array): string {
  return outlineOf(mqtt, bytes, broker)
    .filter((line) => line.includes('!'))
    .join('\n');
}

describe('mqtt', () => {
  it('reads a CONNECT of MQTT 5 to its last byte', () => {
    expect(outlineOf(mqtt, recorded.connect5, broker)).toEqual([
      'CONNECT @0+58 = client sub-1, user ann, will will/t',
      '  fixed header @0+1 = 0x10: CONNECT',
      '    packet type @0+1 = CONNECT (1)',
      '    flags @0+1 = 0',
      '  remaining length @1+1 = 56 bytes',
      '  protocol name @2+6 = "MQTT"',
      '    length @2+2 = 4',
      '    text @4+4 = "MQTT"',
      '  protocol level @8+1 = 5, MQTT 5',
      '  connect flags @9+1 = 0xce',
      '    user name @9+1 = 1, set',
      '    password @9+1 = 1, set',
      '    will retain @9+1 = 0, not set',
      '    will QoS @9+1 = 1, at least once',
      '    will @9+1 = 1, set',
      '    clean start @9+1 = 1, set',
      '    reserved @9+1 = 0',
      '  keep alive @10+2 = 60 s',
      '  properties @12+6 = 1 property',
      '    property length @12+1 = 5',
      '    list @13+5 = 1 property',
      '      property @13+5 = Session Expiry Interval: 60',
      '        identifier @13+1 = Session Expiry Interval (0x11)',
      '        value @14+4 = 60',
      '  client identifier @18+7 = "sub-1"',
      '    length @18+2 = 5',
      '    text @20+5 = "sub-1"',
      '  will properties @25+6 = 1 property',
      '    property length @25+1 = 5',
      '    list @26+5 = 1 property',
      '      property @26+5 = Will Delay Interval: 5',
      '        identifier @26+1 = Will Delay Interval (0x18)',
      '        value @27+4 = 5',
      '  will topic @31+8 = "will/t"',
      '    length @31+2 = 6',
      '    text @33+6 = "will/t"',
      '  will payload @39+6 = "gone"',
      '    length @39+2 = 4',
      '    data @41+4 = "gone"',
      '  user name @45+5 = "ann"',
      '    length @45+2 = 3',
      '    text @47+3 = "ann"',
      '  password @50+8 = "secret"',
      '    length @50+2 = 6',
      '    data @52+6 = "secret"',
    ]);
  });

  it('tells every packet type in a line', () => {
    expect(
      Object.entries({ ...recorded, ...written }).map(([name, bytes]) => `${name}: ${summary(bytes)}`),
    ).toEqual([
      'connect5: CONNECT client sub-1, user ann, will will/t',
      'connack5: CONNACK Success',
      'subscribe5: SUBSCRIBE sensors/+ QoS 1, id 1',
      'suback5: SUBACK Granted QoS 1, id 1',
      'publish5: PUBLISH sensors/2, QoS 1, retain, id 2, 2 bytes',
      'pubrec5: PUBREC id 1, No matching subscribers',
      'bridge: CONNECT client bridge-1, will $SYS/broker/connection/bridge-1/state',
      'connect4: CONNECT client pub-1',
      'connack4: CONNACK Connection Accepted (0)',
      'publish4: PUBLISH sensors/1, QoS 2, id 7, 4 bytes',
      'pubrec4: PUBREC id 7',
      'pubrel4: PUBREL id 7',
      'pubcomp4: PUBCOMP id 7',
      'pingreq: PINGREQ',
      'pingresp: PINGRESP',
      'disconnect4: DISCONNECT',
      'puback5: PUBACK id 10, No matching subscribers',
      'subscribe4: SUBSCRIBE a/b QoS 1, c/d QoS 2, id 10',
      'suback4: SUBACK QoS 1, QoS 0, Failure, id 10',
      'unsubscribe4: UNSUBSCRIBE a/b, c/d, id 10',
      'unsuback4: UNSUBACK id 10',
      'unsubscribe5: UNSUBSCRIBE a/b, id 10',
      'unsuback5: UNSUBACK Success, No subscription existed, id 10',
      'disconnect5: DISCONNECT Keep Alive timeout',
      'auth: AUTH Continue authentication',
      'mqtt31: CONNECT client abc',
    ]);
    for (const bytes of all) expect(flaws(bytes)).toBe('');
  });

  it('reads several packets, a CONNECT telling the version of those after it', () => {
    const four = Uint8Array.from([...recorded.connect4, ...recorded.publish4, ...recorded.pingreq]);
    expect(outlineOf(mqtt, four, broker).filter((line) => !line.startsWith(' '))).toEqual([
      'CONNECT @0+19 = client pub-1',
      'PUBLISH @19+19 = sensors/1, QoS 2, id 7, 4 bytes',
      'PINGREQ @38+2 = nothing more',
    ]);
    expect(summary(four)).toBe('CONNECT client pub-1 and 2 more packets');
    // The same PUBLISH with a payload that could be empty properties.
    const doubtful = hex('30 07 0003 612f62 00 78');
    expect(outlineOf(mqtt, doubtful, broker)[0]).toBe(
      'version @0+0 = not said here: read as MQTT 5, but it could be 3.1.1',
    );
    const sure = Uint8Array.from([...recorded.connect4, ...doubtful]);
    expect(outlineOf(mqtt, sure, broker).at(-1)).toBe('  payload @26+2 = 00 78');
  });

  it.each([
    ['flags that must be 2', '80 06 0001 0001 61 00', 'must be 2 (§2.1.3)'],
    ['QoS 3', '36 05 0001 61 0001', 'must not be 3 (§3.3.1.2)'],
    ['a reserved packet type after a good one', 'c0 00 00 00', 'packet type 0 is reserved'],
    ['a remaining length of five bytes', '30 ff ff ff ff 01', 'more than 4 bytes long (§2.1.4)'],
    ['an identifier of 0', '82 07 0000 00 0001 61 00', 'must not be 0 (§2.2.1)'],
    ['a wildcard in a topic', '30 06 0003 612f23 00', 'must not hold # or +'],
    ['an unknown property', `${five} 30 06 0001 61 02 7f 00`, 'no property has this identifier'],
    ['a property twice', `${five} 30 09 0001 61 04 01 00 01 00 78`, 'must not be there twice'],
    ['a property of another packet', `${five} 30 08 0001 61 03 13 000a 78`, 'does not belong in PUBLISH'],
    ['text that is no UTF-8', '30 05 0001 ff 00 78', 'not UTF-8 at byte 4'],
    ['U+0000 in a string', '30 06 0002 6100 00 78', 'U+0000 is not allowed'],
    ['a reserved connect flag', '10 0d 0004 4d515454 04 03 003c 0001 61', 'must be 0 (§3.1.2.3)'],
    ['another protocol name', '10 0d 0004 4d515455 04 02 003c 0001 61', 'must be MQTT'],
    ['another level', '10 0d 0004 4d515454 06 02 003c 0001 61', 'not a level of MQTT'],
    ['a SUBSCRIBE without a filter', '82 03 0001 00', 'at least one topic filter'],
    ['an unknown reason', '40 03 0001 55', 'not a reason code'],
    ['too much', 'd0 01 00', 'has nothing more'],
    ['a CONNACK that is empty', '20 00', 'cut short'],
    ['a packet that ends too early', '30 20 0001 61', 'cut short: 32 bytes needed, 3 there'],
    ['a string longer than its packet', '30 04 0010 6161', 'cut short: 16 bytes needed, 2 there'],
  ])('names %s', (_name, text, error) => {
    expect(flaws(hex(text))).toContain(error);
  });

  it('is chosen for its packets', () => {
    for (const bytes of all) expect(chosen(bytes, broker)).toBe('mqtt');
    for (const bytes of all.filter((one) => one.length >= 4)) expect(chosen(bytes)).toBe('mqtt');
    expect(chosen(recorded.pingreq, { subprotocol: 'mqtt', transport: 'ws', text: false })).toBe('mqtt');
    expect(mqtt.sniff(utf8('0123456789'), noContext)).toBe(0);
    expect(mqtt.sniff(utf8('PUBLISH nothing'), noContext)).toBe(0);
    expect(mqtt.dissect(hex('00 00'), broker).kind).toBe('not-mine');
    expect(mqtt.dissect(hex('10'), broker).kind).toBe('need-more');
  });

  it('takes anything', () => {
    expectHardened(mqtt, all, broker);
    expectHardened(mqtt, [Uint8Array.from(all.flatMap((one) => [...one]))], noContext);
  });
});
