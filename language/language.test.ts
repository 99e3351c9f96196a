import { describe, expect, it } from 'vitest';
import {
  catalogueOf,
  directionOf,
  english,
  languageFor,
  localeFor,
  messageTranslator,
  numbersOf,
  phrase,
  translator,
} from './index.js';

describe('translator', () => {
  it('says a text of the catalogue, and the English one where it lacks it', () => {
    const t = translator('de', 'de', { Send: 'Senden' });
    expect(t('Send')).toBe('Senden');
    expect(t('Listen')).toBe('Listen');
    expect(t(phrase('Send'))).toBe('Senden');
  });

  it('keeps the meaning of a text of two to itself', () => {
    expect(english('Open##state')).toBe('Open');
    expect(translator('de', 'de', { 'Open##state': 'Offen' })('Open##state')).toBe('Offen');
  });

  it('fills in values by the plural of the language', () => {
    const text = '{count, plural, one {# row} other {# rows}}';
    expect(english(text, { count: 1 })).toBe('1 row');
    expect(english(text, { count: 12_345 })).toBe('12 345 rows');
    const t = translator('ru', 'ru', {
      [text]: '{count, plural, one {# строка} few {# строки} many {# строк} other {# строки}}',
    });
    expect([1, 2, 5, 21].map((count) => t(text, { count }))).toEqual([
      '1 строка',
      '2 строки',
      '5 строк',
      '21 строка',
    ]);
    expect(t(text, { count: 12_345 })).toBe('12\u00a0345 строк');
  });

  it('shows braces, angles and quotes of values and texts as they are', () => {
    expect(english('Write {{name}} for <b>')).toBe('Write {{name}} for <b>');
    expect(english("It's <b>{name}</b>", { name: '{x} <i>' })).toBe("It's <b>{x} <i></b>");
  });

  it('says the English text where a translation cannot be filled in', () => {
    const t = translator('de', 'de', { '{n} rows': '{n, plural, one {Zeile', '{n} bytes': '{m} Byte' });
    expect(t('{n} rows', { n: 3 })).toBe('3 rows');
    expect(t('{n} bytes', { n: 3 })).toBe('3 bytes');
  });

  it('is not misled by names of an object', () => {
    expect(translator('de', 'de', {})(phrase('constructor'))).toBe('constructor');
  });

  it('puts every text in brackets in a pseudo-language', () => {
    expect(translator('en-XA', 'en', {})('Send {n}', { n: 2 })).toBe('⟦Send 2⟧');
  });
});

describe('messages', () => {
  const told = messageTranslator('de', {
    '{0} is closed': '{0} ist geschlossen',
    'cannot send: {0} is closed': 'Senden unmöglich: {0} ist geschlossen',
    'the proxy {0} cannot be reached: {1}': '{1} (Proxy {0})',
    'nothing was sent (.*)': 'nichts gesendet (.*)',
    Send: 'Senden',
  });

  it('knows a message by its form, and puts its values where the translation has them', () => {
    expect(told('tcp://a:1 is closed')).toBe('tcp://a:1 ist geschlossen');
    expect(told('cannot send: peer 2 is closed')).toBe('Senden unmöglich: peer 2 ist geschlossen');
    expect(told('nothing was sent (.*)')).toBe('nichts gesendet (.*)');
    expect(told('nothing was sent (at all)')).toBe('nothing was sent (at all)');
  });

  it('translates a message that another one quotes', () => {
    expect(told('the proxy p:1 cannot be reached: a:2 is closed')).toBe('a:2 ist geschlossen (Proxy p:1)');
  });

  it('shows marks of patterns and replacements in values as they are', () => {
    expect(told("$& $1 {0} $' is closed")).toBe("$& $1 {0} $' ist geschlossen");
    expect(told('two\nlines is closed')).toBe('two\nlines ist geschlossen');
    expect(told('')).toBe('');
  });
});

describe('rows of the log', () => {
  const say = messageTranslator('de', {
    'open to {0} from {1}': 'offen zu {0} von {1}',
    'open to {0}##part': 'offen zu {0}',
    'subprotocol {0}##part': 'Subprotokoll {0}',
    'server name {0}##part': 'Servername {0}',
    'not verified: {0}##part': 'nicht geprüft: {0}',
    '{0} is {1}##row': '{0} ist {1}',
    'lost: {0}##row': 'verloren: {0}',
    '{0} sent##part': '{0} gesendet',
    '{0} failed##part': '{0} fehlgeschlagen',
    'The repeat is done; {0}': 'Das Wiederholen ist fertig; {0}',
    'certificate of {0} is self-signed: name it, or trust nobody': 'Zertifikat von {0} selbstsigniert',
    'connection refused by {0}': 'Verbindung von {0} abgelehnt',
    Text: 'Wort',
  });
  const told = (text: string): string => say(text, 'row');

  it('are known by forms of one word too, which failures are not', () => {
    expect(told('localhost is ::1, 127.0.0.1')).toBe('localhost ist ::1, 127.0.0.1');
    expect(say('localhost is down')).toBe('localhost is down');
    expect(told('lost: connection refused by a:1')).toBe('verloren: Verbindung von a:1 abgelehnt');
    expect(told('a remark of somebody')).toBe('a remark of somebody');
  });

  it('are told fact by fact where they are lists, and what is no fact of ours stays', () => {
    expect(told('open to a:1, subprotocol chat')).toBe('offen zu a:1, Subprotokoll chat');
    expect(told('The repeat is done; 3 sent, 1 failed')).toBe(
      'Das Wiederholen ist fertig; 3 gesendet, 1 fehlgeschlagen',
    );
    expect(
      told(
        'TLSv1.3, AES, server name a, CN=a, O=b, not verified: certificate of a is self-signed: name it, or trust nobody',
      ),
    ).toBe('TLSv1.3, AES, Servername a, CN=a, O=b, nicht geprüft: Zertifikat von a selbstsigniert');
    expect(say('3 sent, 1 failed')).toBe('3 sent, 1 failed');
  });

  it('keep names within them that are words elsewhere', () => {
    expect(told('open to Text from b')).toBe('offen zu Text von b');
  });
});

describe('numbers in messages', () => {
  const told = messageTranslator('ru', {
    '{0} rows of {1}': '{0, plural, one {# строка} few {# строки} many {# строк} other {# строки}} из {1}',
    'what was lost: {0}; {1}': 'потеряно {0, plural, one {# байт} other {# байт}}; {1}',
  });

  it('take the plural of their language, as they were written', () => {
    expect(['1', '3', '11', '21', '1 842', '2.5'].map((count) => told(`${count} rows of a`))).toEqual([
      '1 строка из a',
      '3 строки из a',
      '11 строк из a',
      '21 строка из a',
      '1 842 строки из a',
      '2.5 строки из a',
    ]);
    expect(told('many rows of a {1}')).toBe('many строки из a {1}');
    expect(told('what was lost: 1; 5 rows of b')).toBe('потеряно 1 байт; 5 строк из b');
  });

  it('are right in the catalogues', async () => {
    const say = async (language: 'de' | 'ru', message: string): Promise<string> =>
      messageTranslator(language, await catalogueOf(language))(message, 'row');
    expect(await say('ru', 'closed by us; 2 bytes were not sent')).toBe(
      'закрыто нами; 2 байта не отправлено',
    );
    expect(await say('ru', '3 datagrams came while reading was paused and were dropped')).toContain(
      '3 датаграммы',
    );
    expect(await say('de', 'closed by us; 1 byte was not sent')).toBe(
      'von uns geschlossen; 1 Byte wurde nicht gesendet',
    );
    expect(await say('de', 'Gave up after 3 attempts')).toBe('Nach 3 Versuchen aufgegeben');
  });

  it('say what the system said, beside its code', async () => {
    const told = messageTranslator('de', await catalogueOf('de'));
    expect(
      told("cannot write the certificate into /a: ENOENT: no such file or directory, mkdir '/a'"),
    ).toContain("ENOENT: Datei oder Verzeichnis gibt es nicht, mkdir '/a'");
    expect(told('listen b failed: EXDEV: what no program says, open')).toContain(
      'EXDEV: what no program says',
    );
  });
});

describe('messages that quote others', () => {
  const told = messageTranslator('de', {
    'is a directory and was not read': 'ist ein Verzeichnis und wurde nicht gelesen',
    'no answer from {0}': 'keine Antwort von {0}',
  });

  it('are known behind the name of what they are about, before a code, and several in a row', () => {
    expect(told('my ws/a file.json is a directory and was not read.')).toBe(
      'my ws/a file.json ist ein Verzeichnis und wurde nicht gelesen.',
    );
    expect(told('host: no answer from a')).toBe('host: keine Antwort von a');
    expect(told('no answer from a (ETIMEDOUT)')).toBe('keine Antwort von a (ETIMEDOUT)');
    expect(told('host: no answer from a; port: no answer from b; c')).toBe(
      'host: keine Antwort von a; port: keine Antwort von b; c',
    );
  });
});

describe('languages', () => {
  it('chooses the first of a person there is a catalogue of', () => {
    expect(languageFor(['fr', 'de-AT', 'en'])).toBe('de');
    expect(languageFor(['zh-Hans-CN'])).toBe('zh-CN');
    expect(languageFor(['zh-TW', 'ru'])).toBe('ru');
    expect(languageFor(['fr'])).toBe('en');
    expect(languageFor([])).toBe('en');
  });

  it('takes numbers and dates of the region a person named', () => {
    expect(localeFor('en', ['de-DE', 'en-GB'])).toBe('en-GB');
    expect(localeFor('de', ['en-GB'])).toBe('de');
    expect(localeFor('ar-XB', ['de'])).toBe('en');
  });

  it('knows which way a language is written', () => {
    expect([directionOf('de'), directionOf('ar-XB')]).toEqual(['ltr', 'rtl']);
  });
});

describe('numbers', () => {
  it('writes numbers as the region does', () => {
    expect(numbersOf('en').count(128_553)).toBe('128 553');
    expect(numbersOf('de').count(128_553)).toBe('128.553');
    expect(numbersOf('ru').count(-1_234)).toBe('-1\u00a0234');
    expect(numbersOf('zh-CN').count(999)).toBe('999');
  });

  it('rewrites numbers of a text, and nothing else of it', () => {
    const german = numbersOf('de');
    expect(german.localized('1 842.5 kB')).toBe('1.842,5 kB');
    expect(german.localized('3 min 20 s')).toBe('3 min 20 s');
    expect(german.localized('0.42 ms')).toBe('0,42 ms');
    expect(numbersOf('en').localized('1 842.5 kB')).toBe('1 842.5 kB');
  });
});
