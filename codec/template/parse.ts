import { type Result, failAt, nameCharacter, ok } from '../result.js';
import { maxCalls, maxNesting } from './template.js';
import type { Template, TemplateArgument, TemplateCall, TemplatePart } from './template.js';

const nameForm = /\$?[\p{L}\p{N}_][\p{L}\p{N}_.-]*/uy;
/** What a variable may be called: what a placeholder can name. */
export const variableName = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,99}$/u;

/** Whether a text has anything a template would change; anything else is sent as it stands. */
export function isTemplate(text: string): boolean {
  return text.includes('{{');
}

/** Writes a text so that, read as a template, it means itself. */
export function escapeTemplate(text: string): string {
  // Without the look behind, a long run of backslashes would be gone through once for each of them.
  return text.replace(/(?<!\\)(\\*)\{\{/g, (_all, slashes: string) => `${slashes}${slashes}\\{{`);
}

/**
 * Reads `{{name}}` and `{{generator args}}` in a text. `\{{` is two braces as such; of backslashes right
 * before `{{` each pair is one. Arguments are words, or quoted, and may hold placeholders. Fails with
 * `template.syntax` or `template.size`; `detail.offset` is where.
 */
export function parseTemplate(text: string): Result<Template> {
  const reader = new Reader(text);
  const parts = reader.parts(null, 0);
  return parts.ok ? ok({ text, parts: parts.value }) : parts;
}

class Reader {
  at = 0;
  #calls = 0;

  constructor(readonly text: string) {}

  /** Text and placeholders up to the closing `quote`, or to the end of the text. */
  parts(quote: string | null, depth: number): Result<TemplatePart[]> {
    const found: TemplatePart[] = [];
    let start = this.at;
    let literal = '';
    const flush = (end: number): void => {
      if (end > start) found.push({ kind: 'text', text: literal, start, end });
      literal = '';
    };
    const opened = this.at;
    while (this.at < this.text.length) {
      const next = this.#nextSpecial(quote);
      literal += this.text.slice(this.at, next);
      this.at = next;
      if (next === this.text.length) break;
      if (this.text[next] === quote) {
        flush(next);
        return ok(found);
      }
      if (this.text[next] === '\\') {
        literal += this.#backslashes(quote);
        continue;
      }
      flush(next);
      const call = this.call(depth);
      if (!call.ok) return call;
      found.push(call.value);
      start = this.at;
    }
    if (quote !== null)
      return failAt('template.syntax', this.text, opened - 1, 'A quotation begins', ' and never ends');
    flush(this.at);
    return ok(found);
  }

  /** Where a placeholder, a backslash or the closing quote is next. */
  #nextSpecial(quote: string | null): number {
    const { text } = this;
    for (let at = this.at; at < text.length; at++) {
      const unit = text[at];
      if (unit === '\\' || unit === quote) return at;
      if (unit === '{' && text[at + 1] === '{') return at;
    }
    return text.length;
  }

  /** Takes a run of backslashes and what they escape; answers what they mean. */
  #backslashes(quote: string | null): string {
    const { text } = this;
    let end = this.at;
    while (text[end] === '\\') end++;
    const count = end - this.at;
    this.at = end;
    const braces = text.startsWith('{{', end);
    const quoted = quote !== null && text[end] === quote;
    if (!braces && !quoted) return '\\'.repeat(count);
    const kept = '\\'.repeat(count >> 1);
    if (count % 2 === 0) return kept;
    this.at = end + (braces ? 2 : 1);
    return kept + (braces ? '{{' : (quote ?? ''));
  }

  call(depth: number): Result<TemplateCall> {
    const { text } = this;
    const start = this.at;
    if (depth >= maxNesting) {
      return failAt('template.syntax', text, start, `Placeholders are nested more than ${maxNesting} deep`);
    }
    if (++this.#calls > maxCalls) {
      return failAt(
        'template.size',
        text,
        start,
        `A text has at most ${maxCalls} placeholders; one more stands`,
      );
    }
    this.at += 2;
    this.#space();
    nameForm.lastIndex = this.at;
    const written = nameForm.exec(text)?.[0];
    if (written === undefined) return this.#noName(start);
    this.at += written.length;
    const args: TemplateArgument[] = [];
    for (;;) {
      const spaced = this.#space();
      if (this.at >= text.length) return this.#open(start);
      if (text.startsWith('}}', this.at)) break;
      if (!spaced) {
        const found = nameCharacter(text, this.at);
        return failAt('template.syntax', text, this.at, `A name cannot hold ${found}`, hint);
      }
      const arg = this.#argument(depth + 1, start);
      if (!arg.ok) return arg;
      args.push(arg.value);
    }
    this.at += 2;
    const generator = written.startsWith('$');
    return ok({
      kind: 'call',
      name: generator ? written.slice(1) : written,
      generator,
      args,
      start,
      end: this.at,
    });
  }

  #argument(depth: number, opened: number): Result<TemplateArgument> {
    const { text } = this;
    const start = this.at;
    const quote = text[start];
    if (quote === '"' || quote === "'") {
      this.at++;
      const parts = this.parts(quote, depth);
      if (!parts.ok) return parts;
      this.at++;
      return ok({ parts: parts.value, start, end: this.at });
    }
    const parts: TemplatePart[] = [];
    while (this.at < text.length && !/\s/.test(text[this.at] ?? '') && !text.startsWith('}}', this.at)) {
      if (text.startsWith('{{', this.at)) {
        const call = this.call(depth);
        if (!call.ok) return call;
        parts.push(call.value);
        continue;
      }
      const from = this.at;
      while (
        this.at < text.length &&
        !/\s/.test(text[this.at] ?? '') &&
        !/^(\{\{|\}\})/.test(text.slice(this.at, this.at + 2))
      )
        this.at++;
      parts.push({ kind: 'text', text: text.slice(from, this.at), start: from, end: this.at });
    }
    if (this.at >= text.length) return this.#open(opened);
    return ok({ parts, start, end: this.at });
  }

  #space(): boolean {
    const from = this.at;
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
    return this.at > from;
  }

  #open(start: number): Result<never> {
    return failAt('template.syntax', this.text, start, 'A placeholder begins', ` and never ends${hint}`);
  }

  #noName(start: number): Result<never> {
    if (this.at >= this.text.length) return this.#open(start);
    const empty = this.text.startsWith('}}', this.at);
    const what = empty
      ? 'A placeholder without a name stands'
      : `A name cannot begin with ${nameCharacter(this.text, this.at)}`;
    return failAt('template.syntax', this.text, empty ? start : this.at, what, hint);
  }
}

const hint = ': write \\{{ for braces as such';
