import { expect, it } from 'vitest';
import { fail, ok } from '../../../contract/index.js';
import type { Membership, SessionInfo } from '../../../contract/index.js';
import { openTestHost } from './test-host.js';
import { takesGroups, useMembershipsStore } from './memberships.js';

const group = (name: string, face = ''): Membership => ({ group: name, interface: face });

/** What the store reads of a session. */
function udp(groups: readonly Membership[], since = 1, state = 'open'): SessionInfo {
  const options = { udp: { memberships: [...groups] } };
  const config = { protocol: 'udp', role: 'server', address: '127.0.0.1:0', options };
  return { id: 's1', state, since, config } as unknown as SessionInfo;
}

/** A socket that knows its groups, as the host's does. */
function socketWith(...groups: string[]) {
  const joined = new Set(groups);
  const asked: string[] = [];
  const call = (_: string, input: Membership & { action: 'join' | 'leave' }) => {
    asked.push(`${input.action} ${input.group}`);
    const { action, group: name } = input;
    if (name === 'nonsense') return fail('udp.group', 'nonsense is no multicast group');
    if (action === 'join' && joined.has(name)) return fail('udp.membership', 'it is joined already');
    if (action === 'leave' && !joined.delete(name))
      return fail('udp.membership', 'it was never joined there');
    if (action === 'join') joined.add(name);
    return ok();
  };
  openTestHost(call);
  return { joined, asked, groups: useMembershipsStore() };
}

it('joins what was added and leaves what was taken away', async () => {
  const { asked, groups } = socketWith('239.1.1.1');
  const session = udp([group('239.1.1.1')]);
  groups.observe(session, [group('239.1.1.1')]);
  await groups.sync(session, [group('239.2.2.2'), group('')]);
  expect(asked).toEqual(['leave 239.1.1.1', 'join 239.2.2.2']);
  expect(groups.answers.get('s1')?.text).toBe('Left 239.1.1.1, joined 239.2.2.2.');
});

it('tells a refused group by its row and asks again only when it is wanted again', async () => {
  const { asked, groups } = socketWith();
  await Promise.all([
    groups.sync(udp([]), []),
    groups.sync(udp([]), [group('nonsense')]),
    groups.sync(udp([]), []),
  ]);
  expect(asked).toEqual(['join nonsense']);
  await groups.sync(udp([]), [group('nonsense', 'eth0')]);
  expect([...(groups.answers.get('s1')?.problems ?? [])]).toEqual([
    ['nonsense eth0', 'nonsense is no multicast group'],
  ]);
});

it('takes up groups that were joined before the page was reloaded', async () => {
  const { asked, joined, groups } = socketWith('239.5.5.5');
  groups.observe(udp([]), [group('239.5.5.5'), group('nonsense')]);
  await groups.sync(udp([]), [group('239.5.5.5'), group('nonsense')]);
  expect(groups.answers.get('s1')?.problems.size).toBe(1);
  await groups.sync(udp([]), []);
  expect(asked.at(-1)).toBe('leave 239.5.5.5');
  expect(joined.size).toBe(0);
});

it('begins anew with the socket of another start', async () => {
  const { asked, groups } = socketWith();
  await groups.sync(udp([], 1), []);
  await groups.sync(udp([], 1), [group('239.1.1.1')]);
  groups.observe(udp([group('239.1.1.1')], 2), [group('239.1.1.1')]);
  await groups.sync(udp([group('239.1.1.1')], 2), [group('239.1.1.1')]);
  expect(asked).toEqual(['join 239.1.1.1']);
  expect(takesGroups(udp([], 2, 'closed'))).toBe(false);
});

it('keeps its answer when an empty row is added, and drops the problem of a row that was removed', async () => {
  const { groups } = socketWith();
  await groups.sync(udp([]), []);
  await groups.sync(udp([]), [group('239.1.1.1'), group('nonsense')]);
  await groups.sync(udp([]), [group('239.1.1.1')]);
  expect(groups.answers.get('s1')).toEqual({ text: 'Joined 239.1.1.1.', problems: new Map() });
  await groups.sync(udp([]), [group('239.1.1.1'), group('')]);
  expect(groups.answers.get('s1')?.text).toBe('Joined 239.1.1.1.');
});
