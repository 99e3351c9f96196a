import type { DissectContext, Dissection, Dissector } from './dissector.js';
import { counted, done, firstError, hexNumber, needMore, notMine } from './fields.js';
import { readModbusData } from './modbus-data.js';
import { exceptionCodes, functionCodes } from './modbus-words.js';
import { named, Part, uint } from './part.js';

const modbusPort = 502;
/** MBAP header: transaction, protocol, length, unit. */
const headerSize = 7;
/** Unit and PDU of 253 bytes (Messaging on TCP/IP §4.1). */
const maxLength = 254;

/** Whether an ADU asks or answers: as the context says, else as the sizes fit; what fits both is taken for a question. */
function isRequest(bytes: Uint8Array, at: number, length: number, context: DissectContext): boolean {
  if (context.from !== null) return context.from === 'client';
  const code = bytes[at + headerSize] ?? 0;
  const data = length - 2;
  const first = bytes[at + headerSize + 1] ?? 0;
  if (code >= 0x80) return false;
  if (code >= 1 && code <= 4) return data === 4;
  if (code === 15 || code === 16) return data !== 4;
  if (code === 23) return first + 1 !== data;
  if (code === 43) return data <= 3;
  if (code === 20 || code === 24)
    return code === 24 ? data === 2 : first % 7 === 0 && bytes[at + headerSize + 2] === 6;
  return code === 7 || code === 11 || code === 12 || code === 17 ? data === 0 : true;
}

function readAdu(part: Part, context: DissectContext): string {
  const start = part.at;
  const transaction = part.number('transaction identifier', 2);
  const protocol = part.number('protocol identifier', 2, (value) =>
    value === 0 ? '0, Modbus' : String(value),
  );
  if (protocol !== 0) part.fault('must be 0');
  const length = part.number('length', 2, (value) => counted(value, 'byte'));
  if (part.cut) return 'cut short';
  if (length < 2 || length > maxLength)
    part.fault(`must be 2 to ${maxLength}: the unit identifier and the PDU`);
  if (length < 2) {
    part.cut = true;
    return `transaction ${transaction}`;
  }
  const unit = part.number('unit identifier', 1);
  let line = '';
  part.group(
    'PDU',
    length - 1,
    (inside) => (line = readPdu(inside, isRequest(part.bytes, start, length, context))),
  );
  return `${line}, unit ${unit}, transaction ${transaction}`;
}

function readPdu(part: Part, request: boolean): string {
  const whole = part.bytes[part.at] ?? 0;
  const code = whole & 0x7f;
  const name =
    functionCodes[code] ??
    ((code >= 65 && code <= 72) || (code >= 100 && code <= 110) ? 'user defined' : 'unassigned');
  if (whole >= 0x80) {
    part.flags(
      'function code',
      1,
      [
        { name: 'exception', first: 0, count: 1 },
        { name: 'function', first: 1, count: 7, show: (value) => named(functionCodes, value) },
      ],
      () => `${hexNumber(whole)}: ${name} failed`,
    );
    let why = '';
    part.number('exception code', 1, (value) => (why = named(exceptionCodes, value)));
    part.rest('more bytes', 'an exception has one code and nothing more');
    return `${name} exception: ${why}`;
  }
  part.number('function code', 1, () => `${name} (${code})`);
  if (code === 0) part.fault('0 is not a function (§4.1)');
  const line = readModbusData(part, code, request);
  part.rest('more bytes', `more than a ${request ? 'request' : 'response'} of this function has`);
  return `${name} ${request ? 'request' : 'response'}${line === '' ? '' : `, ${line}`}`;
}

function dissect(bytes: Uint8Array, context: DissectContext): Dissection {
  if (bytes.length < headerSize + 1) return needMore(`a Modbus/TCP ADU has ${headerSize + 1} bytes at least`);
  if (uint(bytes, 2, 2) !== 0) return notMine('the protocol identifier of Modbus is 0');
  const part = new Part(bytes);
  const lines: string[] = [];
  while (part.more) {
    part.group('ADU', null, (inside) => {
      const line = readAdu(inside, context);
      lines.push(line);
      return line;
    });
  }
  const [first = 'Modbus/TCP'] = lines;
  const more = lines.length - 1;
  return done(part.fields, more > 0 ? `${first} and ${counted(more, 'more ADU')}` : first, part.at);
}

function sniff(bytes: Uint8Array, context: DissectContext): number {
  if (context.text === true || bytes.length < headerSize + 1) return 0;
  const length = uint(bytes, 4, 2);
  if (uint(bytes, 2, 2) !== 0 || length < 2 || length > maxLength) return 0;
  if (context.ports.includes(modbusPort)) return 0.9;
  if (bytes.length < length + 6 || functionCodes[(bytes[7] ?? 0) & 0x7f] === undefined) return 0;
  const dissection = dissect(bytes.subarray(0, 4096), context);
  return dissection.kind === 'done' && firstError(dissection.fields) === null ? 0.65 : 0;
}

/** Modbus/TCP: requests, responses and exceptions, several in a payload. */
export const modbusTcp: Dissector = { id: 'modbus-tcp', label: 'Modbus/TCP', sniff, dissect };
