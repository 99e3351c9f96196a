import { flushPromises, mount } from '@vue/test-utils';
import type { VueWrapper } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fail, ok } from '../../../contract/index.js';
import type { Environment, KnownSecret, StoredEnvironment, Variable } from '../../../contract/index.js';
import { useLayersStore } from '../stores/layers.js';
import { openTestHost } from '../stores/test-host.js';
import { testWorkspace } from '../stores/test-workspace.js';
import { useWorkspaceStore } from '../stores/workspace.js';
import { useToasts } from '../ui/index.js';
import EnvironmentsDialog from './EnvironmentsDialog.vue';

let wrapper: VueWrapper | undefined;
afterEach(() => wrapper?.unmount());

/** A dialog on a host that keeps environments and secrets as the real one does. */
async function open(
  variables: Variable[],
  secrets: Record<string, string> = {},
  /** What each write of a file waits for. */
  writes?: Promise<void>,
) {
  const files = new Map<string, StoredEnvironment>([
    ['lab', { environment: { id: 'lab', name: 'Lab', variables }, revision: 'r0' }],
  ]);
  const kept = new Map(Object.entries(secrets));
  const trash = new Map<string, StoredEnvironment>();
  let revisions = 0;
  const known = (): KnownSecret[] =>
    [...kept.keys()].map((key) => ({ scope: key.split(' ')[0] ?? '', name: key.split(' ')[1] ?? '' }));
  const host = openTestHost({
    'workspace.read': () =>
      ok(
        testWorkspace({
          environments: [...files.values()],
          secrets: known(),
        }),
      ),
    'environment.save': async ({ environment, base }: { environment: Environment; base: string | null }) => {
      await writes;
      const now = files.get(environment.id)?.revision ?? null;
      if (base !== '*' && base !== now) return fail('workspace.conflict', 'changed meanwhile');
      const stored = { environment, revision: `r${++revisions}` };
      files.set(environment.id, stored);
      return ok(stored);
    },
    'environment.remove': ({ id }: { id: string }) => {
      const stored = files.get(id);
      if (stored !== undefined) trash.set(id, stored);
      files.delete(id);
      return ok();
    },
    'environment.restore': ({ id }: { id: string }) => {
      const stored = trash.get(id);
      if (stored === undefined) return fail('environment.unknown', 'gone');
      files.set(id, stored);
      return ok(stored);
    },
    'secret.read': ({ scope, name }: { scope: string; name: string }) =>
      ok({ value: kept.get(`${scope} ${name}`) ?? null }),
    'secret.write': ({ scope, name, value }: { scope: string; name: string; value: string | null }) => {
      if (value === null) kept.delete(`${scope} ${name}`);
      else kept.set(`${scope} ${name}`, value);
      return ok();
    },
  });
  await useWorkspaceStore().load();
  useLayersStore().variables = 'environment:lab';
  wrapper = mount(EnvironmentsDialog, { attachTo: document.body });
  await flushPromises();
  return { host, files, kept, lab: () => files.get('lab')?.environment.variables };
}

function named<T extends HTMLElement>(name: string): T {
  const inputs = [...document.querySelectorAll<HTMLElement>('[role=dialog] :is(input, button)')];
  const found = inputs.find((one) => {
    const label = document.querySelector(`label[for="${one.id}"]`)?.textContent;
    return (one.getAttribute('aria-label') ?? label ?? one.textContent)?.trim() === name;
  });
  if (found === undefined) throw new Error(`nothing is called ${name}`);
  // The test names what it looks for.
  return found as T;
}

async function type(name: string, value: string): Promise<void> {
  const input = named<HTMLInputElement>(name);
  input.focus();
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await flushPromises();
  input.blur();
  await flushPromises();
}

async function press(name: string): Promise<void> {
  named(name).click();
  await flushPromises();
}

describe('the dialog of variables', () => {
  it('writes a line when it is left, and only one that has a name', async () => {
    const { lab } = await open([{ name: 'a', value: '1' }]);
    await press('Add a variable');
    await type('Value 2', 'two');
    expect(lab()).toEqual([{ name: 'a', value: '1' }]);
    expect(document.body.textContent).toContain('A variable needs a name.');
    await type('Name 2', 'b');
    expect(lab()).toEqual([
      { name: 'a', value: '1' },
      { name: 'b', value: 'two' },
    ]);
    await type('Name 2', 'a');
    expect(document.body.textContent).toContain('There are two called a.');
    expect(lab()).toHaveLength(2);
  });

  it('keeps the value of a secret out of the file, and fetches it only when asked', async () => {
    const { host, kept, lab } = await open([{ name: 'token', value: 'hunter2' }]);
    await press('Secret 1');
    expect(lab()).toEqual([{ name: 'token', secret: true }]);
    expect([...kept]).toEqual([['environment:lab token', 'hunter2']]);
    expect(named<HTMLInputElement>('Value 1').value).toBe('');
    expect(host.of('secret.read')).toEqual([]);
    await press('Show value 1');
    expect(named<HTMLInputElement>('Value 1').value).toBe('hunter2');
    await press('Hide value 1');
    expect(named<HTMLInputElement>('Value 1').value).toBe('');
    await type('Value 1', 'swordfish');
    expect([...kept]).toEqual([['environment:lab token', 'swordfish']]);
    // A new value is nothing the others share.
    expect(host.of('environment.save')).toHaveLength(1);
    await type('Name 1', 'key');
    expect([...kept]).toEqual([['environment:lab key', 'swordfish']]);
    await press('Secret 1');
    expect(lab()).toEqual([{ name: 'key', value: 'swordfish' }]);
    expect([...kept]).toEqual([]);
  });

  it('keeps what is typed of a secret while an earlier edit is being written', async () => {
    let write: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (write = resolve));
    const { kept } = await open([{ name: 'token', value: '' }], {}, slow);
    named('Secret 1').click();
    await flushPromises();
    const input = named<HTMLInputElement>('Value 1');
    input.value = 'sword';
    input.dispatchEvent(new Event('input', { bubbles: true }));
    write();
    await flushPromises();
    expect(named<HTMLInputElement>('Value 1').value).toBe('sword');
    expect([...kept]).toEqual([]);
    await type('Value 1', 'swordfish');
    expect([...kept]).toEqual([['environment:lab token', 'swordfish']]);
  });

  it('writes what waits for an earlier edit where it was typed, though something else is shown by then', async () => {
    let write: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (write = resolve));
    const { host, lab } = await open([{ name: 'a', value: '1' }], {}, slow);
    await type('Value 1', '2');
    await type('Value 1', '3');
    useLayersStore().variables = null;
    await flushPromises();
    write();
    await flushPromises();
    expect(lab()).toEqual([{ name: 'a', value: '3' }]);
    expect(host.of('variables.save')).toEqual([]);
  });

  it('says outside of itself that an edit was refused once it is closed', async () => {
    let write: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (write = resolve));
    const { files } = await open([{ name: 'a', value: '1' }], {}, slow);
    await type('Value 1', '2');
    files.set('lab', { environment: { id: 'lab', name: 'Lab', variables: [] }, revision: 'theirs' });
    useLayersStore().variables = null;
    await flushPromises();
    write();
    await flushPromises();
    expect(useToasts().items.value.map(({ text }) => text?.())).toEqual(['changed meanwhile']);
  });

  it('puts a removed variable back in its place and leaves what was done to others since', async () => {
    const { lab } = await open([
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
      { name: 'c', value: '3' },
    ]);
    await press('Remove variable 2');
    await type('Value 1', 'other');
    await press('Undo');
    expect(lab()).toEqual([
      { name: 'a', value: 'other' },
      { name: 'b', value: '2' },
      { name: 'c', value: '3' },
    ]);
  });

  it('takes a removed secret back with its value', async () => {
    const { kept, lab } = await open([{ name: 'token', secret: true }], {
      'environment:lab token': 'hunter2',
    });
    await press('Remove variable 1');
    expect([lab(), [...kept]]).toEqual([[], []]);
    await press('Undo');
    expect(lab()).toEqual([{ name: 'token', secret: true }]);
    expect([...kept]).toEqual([['environment:lab token', 'hunter2']]);
  });

  it('says that somebody else changed the file, and overwrites it when told to', async () => {
    const { files, lab } = await open([{ name: 'a', value: '1' }]);
    files.set('lab', { environment: { id: 'lab', name: 'Lab', variables: [] }, revision: 'theirs' });
    await type('Value 1', 'mine');
    expect(document.querySelector('[role=alert]')?.textContent).toContain('changed meanwhile');
    expect(lab()).toEqual([]);
    await press('Overwrite it');
    expect(lab()).toEqual([{ name: 'a', value: 'mine' }]);
    expect(document.querySelector('[role=alert]')).toBeNull();
  });

  it('takes their version when told to', async () => {
    const { files } = await open([{ name: 'a', value: '1' }]);
    files.set('lab', {
      environment: { id: 'lab', name: 'Lab', variables: [{ name: 'b', value: '2' }] },
      revision: 'theirs',
    });
    await type('Value 1', 'mine');
    await press('Take that version');
    expect(named<HTMLInputElement>('Name 1').value).toBe('b');
    expect(named<HTMLInputElement>('Value 1').value).toBe('2');
  });

  it('duplicates with secrets, deletes, and undoes that', async () => {
    const { files, kept } = await open([{ name: 'token', secret: true }], {
      'environment:lab token': 'hunter2',
    });
    await press('Duplicate the environment');
    expect([...files.keys()]).toEqual(['lab', 'lab-copy']);
    expect(kept.get('environment:lab-copy token')).toBe('hunter2');
    await press('Delete the environment');
    expect([...files.keys()]).toEqual(['lab']);
    await press('Undo');
    expect([...files.keys()]).toEqual(['lab', 'lab-copy']);
    expect(named<HTMLInputElement>('Name of the environment').value).toBe('Lab copy');
  });

  it('gives the keyboard to what was made, and to what is shown once that is deleted', async () => {
    await open([]);
    const current = (): string =>
      document.querySelector('[role=dialog] [aria-current=true]')?.textContent?.trim() ?? 'nothing';
    const begin = named('New environment');
    begin.focus();
    await press('New environment');
    const key = (which: string): void => {
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { key: which, bubbles: true, cancelable: true }),
      );
    };
    expect(document.activeElement).toBe(named('Name of the new environment'));
    key('Escape');
    await flushPromises();
    expect(document.activeElement).toBe(named('New environment'));
    await press('New environment');
    const field = named<HTMLInputElement>('Name of the new environment');
    field.value = 'Staging';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    key('Enter');
    await vi.waitFor(() => expect(current()).toContain('Staging'));
    await vi.waitFor(() => expect(document.activeElement?.textContent).toContain('Staging'));
    await press('Add a variable');
    await type('Name 1', 'a');
    named('Remove variable 1').focus();
    await press('Remove variable 1');
    await vi.waitFor(() => expect(document.activeElement).toBe(named('Add a variable')));
    named('Undo').focus();
    await press('Undo');
    await vi.waitFor(() => expect(document.activeElement?.textContent).toContain('Staging'));
    named('Delete the environment').focus();
    await press('Delete the environment');
    await vi.waitFor(() => expect(current()).not.toContain('Staging'));
    await vi.waitFor(() => expect(document.activeElement?.textContent?.trim()).toBe(current()));
    named('Undo').focus();
    await press('Undo');
    await vi.waitFor(() => expect(document.activeElement?.textContent).toContain('Staging'));
  });
});
