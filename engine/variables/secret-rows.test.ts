import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestBench, rowsOf, until, valueOf } from '../test-engine.js';
import { hideSecrets } from './config.js';

describe('a session whose address is a secret', () => {
  let bench: TestBench;
  beforeEach(async () => {
    bench = await TestBench.make();
  });
  afterEach(() => bench.close());

  it.each([
    ['a name that nobody has', 'Hidden-Name.invalid', '{{place}}:9', /Hidden-Name|hidden-name/],
    ['a port that nobody listens on', '127.0.0.1', '{{place}}:1', /127\.0\.0\.1/],
  ])('tells no row and no failure of %s', async (_, value, address, secret) => {
    const engine = await bench.engine();
    valueOf(await engine.workspace.environments.saveVariables([{ name: 'place', secret: true }], null));
    valueOf(await engine.workspace.setSecret('workspace', 'place', value));
    const config = { protocol: 'tcp', role: 'client', address, options: {} } as const;
    const { id } = valueOf(await engine.start({ session: null, name: 'secret', connection: null, config }));
    const session = valueOf(engine.live(id));
    const { failure, config: kept } = await until(engine, session, ({ state }) => state === 'failed');
    expect(failure?.message).toBeTruthy();
    expect(JSON.stringify(failure)).not.toMatch(secret);
    expect(kept.address).toBe(address);
    const rows = await rowsOf(session);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(({ text }) => text).join('\n')).not.toMatch(secret);
    expect(engine.workspace.secretValues()).toEqual([value]);
  });

  it('hides every text of plain data, keeps the rest as it is, and costs nothing without secrets', () => {
    const told = { text: 'to "a\\b" and A\\B', deep: [{ port: 1, name: 'x' }], none: null };
    expect(hideSecrets(told, ['a\\b', ''])).toEqual({
      text: 'to "•••" and A\\B',
      deep: [{ port: 1, name: 'x' }],
      none: null,
    });
    expect(hideSecrets(told, ['absent'])).toBe(told);
    expect(hideSecrets(told, [])).toBe(told);
  });
});
