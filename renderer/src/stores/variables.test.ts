import { describe, expect, it } from 'vitest';
import { ok } from '../../../contract/index.js';
import { useConnectionStore } from './connection.js';
import { useTabsStore } from './tabs.js';
import { useSessionsStore } from './sessions.js';
import { openTestHost, testConfig, testConnection, testSession } from './test-host.js';
import { useVariablesStore } from './variables.js';
import { testWorkspace } from './test-workspace.js';
import { useWorkspaceStore } from './workspace.js';

async function open() {
  const connection = testConnection('c', { variables: [{ name: 'who', value: 'connection' }] });
  const lab = {
    id: 'lab',
    name: 'Lab',
    variables: [
      { name: 'who', value: 'environment' },
      { name: 'key', secret: true as const },
      { name: 'unset', secret: true as const },
      { name: 'round', value: '{{round}}' },
    ],
  };
  const host = openTestHost({
    'workspace.read': () =>
      ok(
        testWorkspace({
          connections: [{ connection, revision: '1' }],
          environments: [{ environment: lab, revision: '1' }],
          variables: {
            variables: [
              { name: 'who', value: 'workspace' },
              { name: 'base', value: 'b' },
            ],
            revision: '1',
          },
          secrets: [{ scope: 'environment:lab', name: 'key' }],
        }),
      ),
  });
  await useWorkspaceStore().load();
  return {
    host,
    variables: useVariablesStore(),
    tabs: useTabsStore(),
    stored: { connection, revision: '1' },
  };
}

describe('variables of a tab', () => {
  it('may bring TLS to an address: the connection goes on in the same log', async () => {
    const { host, tabs } = await open();
    const typed = { ...testConfig, protocol: 'ws', address: '{{base}}/live' } as const;
    const draft = tabs.openQuick(typed);
    const next = async (protocol: 'wss' | 'tcp') => {
      draft.session = 's1';
      const config = { ...typed, protocol };
      useSessionsStore().byId.set('s1', testSession({ state: 'closed', config }));
      await useConnectionStore().start(draft);
      return host.of('session.start').at(-1);
    };
    expect(await next('wss')).toMatchObject({ session: 's1' });
    expect(await next('tcp')).toMatchObject({ session: null });
  });

  it('come from the workspace, the environment in use and the connection, the innermost first', async () => {
    const { variables, tabs, stored } = await open();
    const who = () => variables.usesOf('{{who}}').map(({ text, origin }) => [text, origin]);
    expect(who()).toEqual([['workspace', 'workspace']]);
    variables.environment = 'lab';
    expect(who()).toEqual([['environment', 'Lab']]);
    tabs.openConnection(stored);
    expect(who()).toEqual([['connection', 'this connection']]);
    variables.environment = 'gone';
    expect(variables.environment).toBeNull();
  });

  it('are shown with what they stand for, secrets masked, generated values described', async () => {
    const { variables } = await open();
    variables.environment = 'lab';
    expect(variables.chipsOf(['{{base}}', { deep: '{{key}} {{uuid}}' }, 7, '{{base}}'])).toEqual([
      { name: 'base', value: 'b', title: 'b  (workspace)', problem: false },
      { name: 'key', value: '••••••••', title: '••••••••  (Lab)', problem: false },
      {
        name: 'uuid',
        value: 'a random UUID',
        title: 'a random UUID  (made when it is sent)',
        problem: false,
      },
    ]);
  });

  it('say what is wrong with a text, and where', async () => {
    const { variables } = await open();
    variables.environment = 'lab';
    expect(variables.faultOf('{{base}}')).toBeNull();
    expect(variables.faultOf('{"a":{}}')).toBeNull();
    expect(variables.faultOf('x {{nobody}}')).toMatchObject({ offset: 2 });
    expect(variables.faultOf('x {{')).toMatchObject({ offset: 2 });
    expect(variables.faultOf('{{unset}}')?.message).toContain('no value on this machine');
    expect(variables.faultOf('{{round}}')?.message).toContain('names itself');
    expect(variables.chipsOf('{{nobody}} {{round}}').map(({ value, problem }) => [value, problem])).toEqual([
      ['unknown', true],
      ['cannot be used', true],
    ]);
  });

  it('keep a connection from starting where a name is unknown, in the address and in options', async () => {
    const { host, tabs } = await open();
    const connection = useConnectionStore();
    const tab = tabs.openQuick({
      protocol: 'ws',
      address: 'ws://{{host}}/{{base}}',
      options: { ws: { headers: [['A', '{{token}}']] } },
    });
    const refused = await connection.start(tab);
    expect(refused).toMatchObject({ ok: false, error: { code: 'template.unknown' } });
    expect(connection.refusals.get(tab.id)?.message).toMatch(/\{\{host\}\}.*\{\{token\}\}/);
    expect(host.of('session.start')).toEqual([]);
  });

  it('of a connection stay with it when its tab is saved', async () => {
    const { tabs, stored } = await open();
    const tab = tabs.openConnection(stored);
    expect(tabs.asConnection(tab, 'renamed').variables).toEqual([{ name: 'who', value: 'connection' }]);
  });
});
