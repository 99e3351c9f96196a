import { type Rewritten, type TemplateDialect, dynamicValue, quoted, variable } from './templates.js';

/** The words of a template tag: `uuid 'v4'` is `uuid` and `v4`. */
function tagWords(inside: string): string[] {
  return [...inside.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s,]+)/g)].map(
    ([, single, double, bare]) => (single ?? double)?.replace(/\\(.)/g, '$1') ?? bare ?? '',
  );
}

function insomniaTag(inside: string): Rewritten {
  const [tag = '', ...args] = tagWords(inside);
  const [first = '', second = '', third = ''] = args;
  switch (tag) {
    case 'uuid':
      return first === '' || first === 'v4'
        ? { text: '{{$uuid}}' }
        : { why: `only random UUIDs are made here, no ${first}` };
    case 'now':
    case 'timestamp':
      if (first === '' || first === 'iso-8601') return { text: '{{$timestamp iso}}' };
      if (first === 'millis' || first === 'unix-ms') return { text: '{{$timestamp ms}}' };
      return first === 'unix'
        ? { text: '{{$timestamp}}' }
        : { why: `there is no time in the form ${first} here` };
    case 'base64':
      return first === 'encode'
        ? { text: `{{$base64 ${quoted(third)}}}` }
        : { why: 'Base64 is not decoded while sending' };
    case 'hash': {
      const known = /^(md5|sha1|sha256)$/.test(first) && second === 'hex';
      return known
        ? { text: `{{$hash ${first} ${quoted(third)}}}` }
        : { why: `there is no hash ${first} in ${second} here` };
    }
    case 'faker':
      return dynamicValue(first);
    default:
      return { why: `there is no template tag ${tag.slice(0, 40)} here` };
  }
}

/** `{{ _.name }}`, `{{ name }}`, `{{ _['name'] }}` and `{% tag … %}`: Insomnia. */
export const insomniaTemplates: TemplateDialect = {
  pattern: /\{\{([^{}]*)\}\}|\{%([^%]*)%\}|\{#([^#]*)#\}/g,
  rewrite(inside, whole) {
    if (whole.startsWith('{#')) return { text: '' };
    if (whole.startsWith('{%')) return insomniaTag(inside.replace(/^-|-$/g, '').trim());
    const name = inside.trim();
    const path = /^_?\.?([\p{L}\p{N}_$-]+(?:\.[\p{L}\p{N}_$-]+|\['[^']*'\]|\["[^"]*"\]|\[\d+\])*)$/u.exec(
      name,
    );
    const bracket = /^_\[(?:'([^']*)'|"([^"]*)")\]$/.exec(name);
    if (bracket !== null) return variable(bracket[1] ?? bracket[2] ?? '');
    if (name.startsWith('vault.')) return { why: 'values of a vault are not part of an export' };
    if (path === null) return { why: 'filters and expressions are not worked out here' };
    return variable((path[1] ?? '').replace(/\[['"]?([^'"\]]*)['"]?\]/g, '.$1'));
  },
};

/** `${[ name ]}` and `${[ fn(arg=…) ]}`: Yaak. */
export const yaakTemplates: TemplateDialect = {
  pattern: /\$\{\[([^\][]*)\]\}/g,
  rewrite(inside) {
    const text = inside.trim();
    if (/^[\p{L}\p{N}_-]+$/u.test(text)) return variable(text);
    const known: Readonly<Record<string, string>> = {
      'uuid.v4': '{{$uuid}}',
      'timestamp.unix': '{{$timestamp}}',
      'timestamp.unixMillis': '{{$timestamp ms}}',
      'timestamp.iso8601': '{{$timestamp iso}}',
    };
    const [, name = ''] = /^([\w.]+)\(/.exec(text) ?? [];
    const plain = /\(\s*\)$/.test(text) && Object.hasOwn(known, name) ? known[name] : undefined;
    return plain === undefined
      ? { why: `there is no function ${name.slice(0, 60) || text.slice(0, 60)} here` }
      : { text: plain };
  },
};

/** `{{name}}`, `{{$random.uuid}}`, `{{$processEnv X}}` and their like: JetBrains, httpYac, REST Client. */
export const httpTemplates: TemplateDialect = {
  pattern: /\{\{([^{}]*)\}\}/g,
  rewrite(inside) {
    const name = inside.trim();
    const environment =
      /^\$(?:processEnv|dotenv)\s+%?([\w.]+)$/.exec(name) ??
      /^\$env\.([\w.]+)$/.exec(name) ??
      /^process\.env\.([\w.]+)$/.exec(name);
    if (environment !== null) return { text: `{{$env ${quoted(environment[1] ?? '')}}}` };
    const whole =
      /^\$random\.integer\(\s*(-?\d+)\s*,\s*(-?\d+)\s*\)$/.exec(name) ??
      /^\$randomInt\s+(-?\d+)\s+(-?\d+)$/.exec(name);
    // The upper end is not among theirs, and is among ours.
    if (whole !== null) return { text: `{{$random int ${whole[1] ?? '0'} ${Number(whole[2] ?? '1') - 1}}}` };
    const text = /^\$random\.(?:alphabetic|alphanumeric)\(\s*(\d+)\s*\)$/.exec(name);
    if (text !== null) return { text: `{{$random string ${text[1] ?? '1'}}}` };
    if (/^\$datetime\s+iso8601$/.test(name)) return { text: '{{$timestamp iso}}' };
    if (name.startsWith('$')) return dynamicValue(name.slice(1));
    return /^[\p{L}\p{N}_.-]+$/u.test(name)
      ? variable(name)
      : { why: 'scripts and expressions do not run here' };
  },
};
