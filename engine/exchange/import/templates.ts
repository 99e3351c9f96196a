import { escapeTemplate } from '../../../codec/index.js';

/** What a placeholder of another tool becomes: text of ours, or why it has no counterpart. */
export type Rewritten = { readonly text: string } | { readonly why: string };

/** How a tool writes placeholders. */
export interface TemplateDialect {
  /** Matches one placeholder; global. Its groups go to `rewrite`. */
  readonly pattern: RegExp;
  rewrite(inside: string, whole: string): Rewritten;
}

/**
 * Rewrites the placeholders of a tool to ours. Text between them is escaped, so that it stays what it is;
 * what has no counterpart is left as it stands and told to `lost`.
 */
export function rewriteTemplate(
  text: string,
  dialect: TemplateDialect,
  lost: (placeholder: string, why: string) => void,
): string {
  let written = '';
  let from = 0;
  for (const match of text.matchAll(dialect.pattern)) {
    const rewritten = dialect.rewrite(match.slice(1).find((one) => one !== undefined) ?? '', match[0]);
    let literal = text.slice(from, match.index);
    if ('why' in rewritten) {
      lost(match[0], rewritten.why);
      // Left as it stands: what looks like a placeholder of ours is marked as unknown and refuses to send.
      written += escapeTemplate(literal) + match[0];
    } else {
      // A backslash before braces of ours would escape them.
      if (rewritten.text.startsWith('{{'))
        literal = literal.replace(/(?<!\\)\\+$/, (slashes) => slashes + slashes);
      written += escapeTemplate(literal) + rewritten.text;
    }
    from = match.index + match[0].length;
  }
  return written + escapeTemplate(text.slice(from));
}

/** A tool without placeholders: braces are braces. */
export const plainText: TemplateDialect = { pattern: /(?!)/g, rewrite: () => ({ text: '' }) };

/** Our own placeholders: nothing to rewrite, nothing to escape. */
export const ownTemplates: TemplateDialect = {
  pattern: /([\s\S]+)/g,
  rewrite: (inside) => ({ text: inside }),
};

/** A variable's name as ours may be: letters, digits, `_`, `.` and `-`, the first no `.` or `-`. */
export function variableNameOf(name: string): string {
  const cleaned = name
    .trim()
    .replace(/[^\p{L}\p{N}_.-]/gu, '_')
    .replace(/^[.-]+/, '_')
    .slice(0, 100);
  return cleaned === '' ? '_' : cleaned;
}

export function variable(name: string): Rewritten {
  return { text: `{{${variableNameOf(name)}}}` };
}

/**
 * Quotes an argument of a generated value; placeholders in it stay placeholders. Backslashes count only
 * before a quote and before braces.
 */
export function quoted(text: string): string {
  const parts = text.split(/(\{\{[^{}]*\}\})/).map((part, index) => {
    if (index % 2 === 1) return part;
    const escaped = part.replace(
      /(?<!\\)(\\*)("|\{\{)/g,
      (_all, slashes: string, sign: string) => `${slashes}${slashes}\\${sign}`,
    );
    return escaped.replace(/(?<!\\)\\+$/, (slashes) => slashes + slashes);
  });
  return `"${parts.join('')}"`;
}

/** `$guid` and its like, which Postman coined and many took over. */
const dynamic: Readonly<Record<string, string>> = {
  guid: '{{$uuid}}',
  uuid: '{{$uuid}}',
  randomUUID: '{{$uuid}}',
  'random.uuid': '{{$uuid}}',
  timestamp: '{{$timestamp}}',
  isoTimestamp: '{{$timestamp iso}}',
  randomInt: '{{$random int 0 1000}}',
  randomAlphaNumeric: '{{$random string 1}}',
  randomNanoId: '{{$random string 21}}',
};

/** A dynamic value by its name, without the `$`. */
export function dynamicValue(name: string): Rewritten {
  const ours = Object.hasOwn(dynamic, name) ? dynamic[name] : undefined;
  return ours === undefined
    ? { why: `there is no generated value like $${name.slice(0, 60)} here` }
    : { text: ours };
}

/** `{{name}}` and `{{$dynamic}}`: Postman. */
export const postmanTemplates: TemplateDialect = {
  pattern: /\{\{([^{}]*)\}\}/g,
  rewrite(inside) {
    const name = inside.trim();
    if (name === '') return { why: 'it names nothing' };
    if (name.startsWith('vault:')) return { why: 'values of a vault are not part of an export' };
    return name.startsWith('$') ? dynamicValue(name.slice(1)) : variable(name);
  },
};

/** As Postman's, with `process.env.X` and prompts: Bruno. */
export const brunoTemplates: TemplateDialect = {
  pattern: postmanTemplates.pattern,
  rewrite(inside, whole) {
    const name = inside.trim();
    const environment = /^process\.env\.(.+)$/.exec(name);
    if (environment !== null) return { text: `{{$env ${quoted(environment[1] ?? '')}}}` };
    if (name.startsWith('?')) return { why: 'nobody is asked for a value while sending' };
    return postmanTemplates.rewrite(inside, whole);
  },
};

/** `<<name>>`: Hoppscotch. */
export const hoppscotchTemplates: TemplateDialect = {
  pattern: /<<([^<>\n]*)>>/g,
  rewrite: (inside, whole) => postmanTemplates.rewrite(inside, whole),
};

/** Macros of Packet Sender. Its random number is as C makes it; the rest of braces are braces. */
export const packetSenderTemplates: TemplateDialect = {
  pattern: /\{\{(DATE|TIME|UNIXTIME|COUNTER|RANDOM|UNIQUE)\}\}/g,
  rewrite(inside) {
    const ours: Readonly<Record<string, string>> = {
      DATE: '{{$timestamp "YYYY-MM-DD"}}',
      TIME: '{{$timestamp "HH:mm:ss"}}',
      UNIXTIME: '{{$timestamp}}',
      COUNTER: '{{$counter}}',
      RANDOM: '{{$random int 0 2147483647}}',
      // Packet Sender takes off the braces that Qt puts around a UUID.
      UNIQUE: '{{$uuid}}',
    };
    return { text: ours[inside] ?? '' };
  },
};
