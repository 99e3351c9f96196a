import { fail, nameCharacter, ok, type Result } from './result.js';

/**
 * A port. 0 means "any free one" and so only makes sense for a listener (`role` server). Fails
 * with `address.port`.
 */
export function parsePort(digits: string, role: 'client' | 'server' | undefined): Result<number> {
  if (digits === '') return fail('address.port', 'no port after the colon: ports go from 1 to 65535');
  if (!/^\d+$/.test(digits)) {
    return fail('address.port', `port '${digits}' is not a number: ports go from 1 to 65535`);
  }
  const port = Number(digits);
  if (port > 65_535) return fail('address.port', `port ${digits} is out of range: ports go from 1 to 65535`);
  if (port === 0 && role !== 'server') {
    return fail(
      'address.port',
      'port 0 is only for listeners, where it picks a free one: ports go from 1 to 65535',
    );
  }
  return ok(port);
}

/**
 * A host as a name, an IPv4 or a bracketed IPv6 address (zone allowed); answers it without brackets.
 * Non-ASCII names are left for the resolver. Fails with `address.host`; `from` is where it stands in the text.
 */
export function parseHost(host: string, from = 0): Result<string> {
  if (host.startsWith('[')) {
    const inner = host.slice(1, -1);
    if (isIpv6(inner)) return ok(inner);
    return fail('address.host', `'${inner}' is not an IPv6 address`, { offset: from + 1 });
  }
  if (host.includes(':')) {
    return fail('address.host', `an IPv6 address stands in brackets: [::1]:8080 instead of ${host}`, {
      offset: from,
    });
  }
  if (/^[\d.]+$/.test(host)) {
    return isIpv4(host)
      ? ok(host)
      : fail('address.host', `'${host}' is not an IPv4 address`, { offset: from });
  }
  const bad = /[^\p{L}\p{M}\p{N}._-]/u.exec(host);
  if (bad) {
    const at = from + bad.index;
    return fail(
      'address.host',
      `${nameCharacter(host, bad.index)} at offset ${at} does not belong in a host name`,
      {
        offset: at,
      },
    );
  }
  const labels = host.replace(/\.$/, '').split('.');
  if (labels.some((label) => label === '' || label.length > 63) || host.length > 254) {
    return fail(
      'address.host',
      `'${host}' is not a host name: between dots belong 1 to 63 characters, 253 in all`,
      {
        offset: from,
      },
    );
  }
  return ok(host);
}

/** Four decimal bytes, no leading zeros (which some systems read as octal). */
export function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
}

/** RFC 4291 §2.2, with an optional zone (RFC 4007 §11). */
export function isIpv6(text: string): boolean {
  const [address = '', ...zones] = text.split('%');
  if (zones.length > 1 || zones[0] === '') return false;
  const halves = address.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  let count = groups.length;
  const last = groups.at(-1);
  if (last?.includes('.') === true) {
    if (!isIpv4(last)) return false;
    groups.pop();
    count++;
  }
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  // "::" stands for at least one group of zeros.
  return halves.length === 2 ? count < 8 : count === 8;
}

/** The four or sixteen bytes of an address; null of a name. */
export function addressBytes(host: string): readonly number[] | null {
  if (isIpv4(host)) return host.split('.').map(Number);
  return isIpv6(host) ? ipv6Bytes(host.replace(/%.*/, '')) : null;
}

/** The sixteen bytes of an address that `isIpv6` has judged, its zone left out. */
function ipv6Bytes(text: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  const hex = (high = '', low = ''): string => ((Number(high) << 8) | Number(low)).toString(16);
  const plain =
    dotted === null ? text : `${dotted[1] ?? ''}${hex(dotted[2], dotted[3])}:${hex(dotted[4], dotted[5])}`;
  const [head = [], tail = []] = plain.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const zeros = plain.includes('::') ? Array<string>(8 - head.length - tail.length).fill('0') : [];
  return [...head, ...zeros, ...tail].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
