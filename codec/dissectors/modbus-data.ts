import { counted, hexNumber } from './fields.js';
import { deviceObjects, diagnostics } from './modbus-words.js';
import { named, quoted, shownPayload, type Part } from './part.js';

/** Bits packed into bytes, the first in the lowest bit (§6.1); `wanted` is how many of them mean something. */
function takeBits(part: Part, size: number, first: number | null, wanted: number, noun: string): void {
  part.group(`${noun}s`, size, (inside) => {
    let at = 0;
    while (inside.more) {
      const from = at;
      inside.raw(`${noun}s ${first === null ? `+${from}` : first + from} …`, 1, (bytes) => {
        const byte = bytes[0] ?? 0;
        const used = Math.min(8, wanted - from);
        return Array.from({ length: Math.max(0, used) }, (_, bit) => (byte >> bit) & 1).join(' ');
      });
      at += 8;
    }
    return counted(Math.min(wanted, size * 8), noun);
  });
}

function takeRegisters(part: Part, size: number, first: number | null): void {
  part.group('registers', size, (inside) => {
    let at = 0;
    while (inside.more) {
      inside.number(`register ${first === null ? `+${at}` : first + at}`, 2, (value) => {
        const negative = value > 0x7fff ? `, signed ${value - 0x10000}` : '';
        return `${value} (${hexNumber(value, 4)}${negative})`;
      });
      at++;
    }
    return counted(Math.floor(size / 2), 'register');
  });
}

function takeQuantity(part: Part, most: number, noun = 'quantity'): number {
  const quantity = part.number(noun, 2);
  if (!part.cut && (quantity < 1 || quantity > most)) part.fault(`must be 1 to ${most}`);
  return quantity;
}

/** A byte count, and an error where it is not the one the quantity asks for. */
function takeByteCount(part: Part, expected: number | null): number {
  const size = part.number('byte count', 1);
  if (!part.cut && expected !== null && size !== expected)
    part.fault(`must be ${expected} for this quantity`);
  return size;
}

function range(address: number, quantity: number): string {
  return `${address}..${address + Math.max(0, quantity - 1)}`;
}

function takeCoil(part: Part): string {
  const address = part.number('output address', 2);
  const words: Readonly<Record<number, string>> = { 0: 'OFF', 0xff00: 'ON' };
  const value = part.number(
    'output value',
    2,
    (one) => `${words[one] ?? 'neither ON nor OFF'} (${hexNumber(one, 4)})`,
  );
  if (!part.cut && words[value] === undefined) part.fault('must be 0x0000 or 0xff00 (§6.5)');
  return `${address} ${words[value] ?? hexNumber(value, 4)}`;
}

function readFileRecords(part: Part, request: boolean, write: boolean): string {
  const size = part.number('byte count', 1);
  let records = 0;
  part.group('records', size, (inside) => {
    while (inside.more) {
      records++;
      inside.group('record', null, (record) => {
        if (!request && !write) {
          const length = record.number('file response length', 1);
          record.number('reference type', 1);
          takeRegisters(record, Math.max(0, length - 1), null);
          return counted(length, 'byte');
        }
        const type = record.number('reference type', 1);
        if (!record.cut && type !== 6) record.fault('must be 6 (§6.14)');
        const file = record.number('file number', 2);
        const number = record.number('record number', 2);
        const length = record.number('record length', 2, (value) => counted(value, 'register'));
        if (write) takeRegisters(record, length * 2, number);
        return `file ${file}, record ${number}`;
      });
    }
    return counted(records, 'record');
  });
  return counted(records, 'record');
}

function readIdentification(part: Part, request: boolean): string {
  const type = part.number('MEI type', 1, (value) =>
    named({ 13: 'CANopen General Reference', 14: 'Read Device Identification' }, value),
  );
  if (type !== 14) {
    part.rest('MEI data');
    return '';
  }
  part.number('read device ID code', 1, (value) =>
    named({ 1: 'basic', 2: 'regular', 3: 'extended', 4: 'one specific object' }, value),
  );
  if (request) {
    const id = part.number('object id', 1, (value) => named(deviceObjects, value, 'private'));
    return `object ${deviceObjects[id] ?? id}`;
  }
  part.number('conformity level', 1, (value) => hexNumber(value));
  part.number('more follows', 1, (value) => (value === 0xff ? '0xff, yes' : '0, no'));
  part.number('next object id', 1);
  const objects = part.number('number of objects', 1);
  const values: string[] = [];
  for (let index = 0; index < objects && !part.cut; index++) {
    part.group('object', null, (inside) => {
      const id = inside.number('object id', 1, (value) => named(deviceObjects, value, 'private'));
      const size = inside.number('object length', 1);
      const text = shownPayload(inside.raw('object value', size, quoted));
      values.push(text);
      return `${deviceObjects[id] ?? `object ${id}`} ${text}`;
    });
  }
  return values.slice(0, 3).join(' ');
}

/** Reads the data of a PDU, after its function code (§6); answers it in a few words. */
export function readModbusData(part: Part, code: number, request: boolean): string {
  switch (code) {
    case 1:
    case 2: {
      const noun = code === 1 ? 'coil' : 'input';
      if (request) {
        const address = part.number('starting address', 2);
        return `${noun}s ${range(address, takeQuantity(part, 2000))}`;
      }
      const size = takeByteCount(part, null);
      takeBits(part, size, null, size * 8, noun);
      return counted(size, 'byte');
    }
    case 3:
    case 4: {
      if (request) {
        const address = part.number('starting address', 2);
        return `registers ${range(address, takeQuantity(part, 125))}`;
      }
      const size = takeByteCount(part, null);
      if (!part.cut && size % 2 !== 0) part.fault('must be even: a register has two bytes');
      takeRegisters(part, size, null);
      return counted(size >> 1, 'register');
    }
    case 5:
      return `coil ${takeCoil(part)}`;
    case 6: {
      const address = part.number('register address', 2);
      return `register ${address} = ${part.number('register value', 2)}`;
    }
    case 7:
      if (!request) part.number('exception status', 1, (value) => hexNumber(value));
      return '';
    case 8: {
      const sub = part.number('sub-function', 2, (value) => named(diagnostics, value, 'reserved'));
      part.rest('data');
      return diagnostics[sub] ?? `sub-function ${sub}`;
    }
    case 11:
    case 12:
      if (request) return '';
      if (code === 12) part.number('byte count', 1);
      part.number('status', 2, (value) => (value === 0xffff ? '0xffff, busy' : hexNumber(value, 4)));
      part.number('event count', 2);
      if (code === 12) {
        part.number('message count', 2);
        part.rest('events');
      }
      return '';
    case 15:
    case 16: {
      const address = part.number('starting address', 2);
      const quantity = takeQuantity(part, code === 15 ? 1968 : 123);
      if (request) {
        const size = takeByteCount(part, code === 15 ? Math.ceil(quantity / 8) : quantity * 2);
        if (code === 15) takeBits(part, size, address, quantity, 'coil');
        else takeRegisters(part, size, address);
      }
      return `${code === 15 ? 'coils' : 'registers'} ${range(address, quantity)}`;
    }
    case 17:
      if (!request) {
        const size = part.number('byte count', 1);
        part.raw('server id and status', size, shownPayload);
      }
      return '';
    case 20:
    case 21:
      return readFileRecords(part, request, code === 21);
    case 22: {
      const address = part.number('reference address', 2);
      part.number('AND mask', 2, (value) => hexNumber(value, 4));
      part.number('OR mask', 2, (value) => hexNumber(value, 4));
      return `register ${address}`;
    }
    case 23: {
      if (!request) {
        const size = takeByteCount(part, null);
        takeRegisters(part, size, null);
        return counted(size >> 1, 'register');
      }
      const read = part.number('read starting address', 2);
      const reads = takeQuantity(part, 125, 'quantity to read');
      const write = part.number('write starting address', 2);
      const writes = takeQuantity(part, 121, 'quantity to write');
      takeRegisters(part, takeByteCount(part, writes * 2), write);
      return `read ${range(read, reads)}, write ${range(write, writes)}`;
    }
    case 24: {
      if (request) return `FIFO ${part.number('FIFO pointer address', 2)}`;
      part.number('byte count', 2);
      const registers = part.number('FIFO count', 2);
      takeRegisters(part, registers * 2, null);
      return counted(registers, 'register');
    }
    case 43:
      return readIdentification(part, request);
    default:
      part.rest('data');
      return '';
  }
}
