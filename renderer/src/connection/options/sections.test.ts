import { describe, expect, it } from 'vitest';
import { defaultOptions, protocols, roles } from '../../../../contract/index.js';
import { isChanged, withOption } from '../../stores/options.js';
import { countChanged, sectionsFor } from './sections.js';
import type { OptionField } from './table.js';

const kinds = protocols.flatMap((protocol) => roles.map((role) => ({ protocol, role })));
const fields = kinds.flatMap((kind) => sectionsFor(kind).flatMap((section) => section.fields));

/** A value that the field lets a person choose and that is not its default. */
function another(field: OptionField): unknown {
  switch (field.kind) {
    case 'number':
      return field.name === 'refuseStatus' ? 503 : field.max;
    case 'switch':
      return !new Map<string, unknown>(Object.entries(defaultOptions[field.group])).get(field.name);
    case 'choice':
      return field.choices
        .map(({ value }) => value)
        .find((value) => isChanged({ [field.group]: { [field.name]: value } }, field.group, field.name));
    case 'pairs':
      return [['A', 'b']];
    case 'values':
      return ['a'];
    case 'greeting':
      return { kind: 'text', body: 'hi' };
    case 'memberships':
      return [{ group: '239.1.2.3', interface: '' }];
    default:
      return 'x';
  }
}

describe('the options drawer', () => {
  it('offers every option of the contract somewhere', () => {
    const offered = new Set(fields.map((field) => `${field.group}.${field.name}`));
    const { framing: _, ...groups } = defaultOptions;
    const all = Object.entries(groups).flatMap(([group, set]) =>
      Object.keys(set).map((name) => `${group}.${name}`),
    );
    expect([...offered].sort()).toEqual(all.sort());
  });

  it.each(fields.map((field) => [`${field.group}.${field.name}`, field] as const))(
    'writes %s in a form the contract takes',
    (_, field) => {
      const options = withOption({}, field.group, field.name, another(field));
      expect(isChanged(options, field.group, field.name)).toBe(true);
    },
  );

  it('counts what concerns the connection and nothing else', () => {
    const options = { tls: { verify: false }, tcp: { noDelay: false }, framing: { kind: 'line' as const } };
    expect(countChanged({ protocol: 'tls', role: 'client' }, options)).toBe(3);
    expect(countChanged({ protocol: 'tls', role: 'server' }, options)).toBe(2);
    expect(countChanged({ protocol: 'udp', role: 'client' }, options)).toBe(0);
    const web = { protocol: 'ws', role: 'client' } as const;
    expect(countChanged({ ...web, address: 'ws://{{host}}' }, options)).toBe(1);
    // Its value may be wss://….
    expect(countChanged({ ...web, address: '{{base}}/live' }, options)).toBe(2);
  });
});

it('says of a choice which value an option needs', () => {
  const url = fields.find(({ name }) => name === 'url');
  expect(url?.needs).toEqual({ name: 'use', value: 'own' });
});

it('judges the URL of a proxy where it is typed, and leaves variables alone', () => {
  const url = fields.find(({ group, name }) => group === 'proxy' && name === 'url');
  const wrong = url?.kind === 'text' ? url.wrong : undefined;
  expect(wrong?.('http://me@p:3128')).toBeNull();
  expect(wrong?.('{{proxy}}')).toBeNull();
  expect(wrong?.('http://p')).toContain('the port of the proxy is missing');
});

it('names only switches and numbers of the same group as what an option needs', () => {
  for (const protocol of protocols) {
    for (const role of roles) {
      const fields = sectionsFor({ protocol, role }).flatMap((section) => section.fields);
      for (const field of fields.filter(({ needs }) => needs !== undefined)) {
        const wanted = typeof field.needs === 'object' ? field.needs.name : field.needs;
        const needed = fields.find(({ group, name }) => group === field.group && name === wanted);
        expect(['switch', 'number', 'choice'], `${field.group}.${field.name}`).toContain(needed?.kind);
      }
    }
  }
});
