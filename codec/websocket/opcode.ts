/** Frame types of RFC 6455 §11.8; 3 to 7 (data) and 11 to 15 (control) are reserved. */
export const Opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

const names = new Map<number, string>(Object.entries(Opcode).map(([name, opcode]) => [opcode, name]));

/** "text", "close"; "reserved data" or "reserved control" for what has no name. */
export function opcodeName(opcode: number): string {
  return names.get(opcode) ?? (isControl(opcode) ? 'reserved control' : 'reserved data');
}

/** Control frames have the top bit of the opcode set (RFC 6455 §5.5), reserved ones included. */
export function isControl(opcode: number): boolean {
  return opcode >= 8;
}

/** True for an opcode that the RFC gives no meaning (§5.2). */
export function isReserved(opcode: number): boolean {
  return !names.has(opcode);
}
