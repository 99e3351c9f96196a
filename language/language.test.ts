import { describe, expect, it } from 'vitest';
import {
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
