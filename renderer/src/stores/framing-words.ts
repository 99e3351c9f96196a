import { phrase, t, type Phrase } from '../language/index.js';

/** What the codec's table of framings says, for translators. Names of methods (SLIP, COBS) are the same everywhere. */
const known: readonly Phrase[] = [
  phrase('Raw chunks'),
  phrase('Each chunk is shown as the kernel handed it over.'),
  phrase('Lines'),
  phrase('A message ends at LF or CRLF.'),
  phrase('Show empty lines'),
  phrase('Delimiter'),
  phrase('A message ends at these bytes.'),
  phrase('Length prefix'),
  phrase('A header says how many bytes follow.'),
  phrase('Width of the length'),
  phrase('1 byte'),
  phrase('2 bytes'),
  phrase('4 bytes'),
  phrase('8 bytes'),
  phrase('Byte order'),
  phrase('Big endian'),
  phrase('Little endian'),
  phrase('Length counts the header'),
  phrase('Bytes before the length'),
  phrase('Added to the length'),
  phrase('Largest message'),
  phrase('Fixed length'),
  phrase('Every message has the same number of bytes.'),
  phrase('Length'),
  phrase('Idle gap'),
  phrase('A pause between chunks ends a message.'),
  phrase('Gap'),
  phrase('A message ends at END (C0), escaped within it (RFC 1055).'),
  phrase('A message ends at a zero byte, which its coding keeps out of it.'),
];

/** A text of the table of framings in the language of the page. */
export function framingWords(text: string): string {
  const own = known.find((one) => String(one) === text);
  return own === undefined ? text : t(own);
}

/** True where translators have it. */
export const isFramingText = (text: string): boolean => known.some((one) => String(one) === text);
