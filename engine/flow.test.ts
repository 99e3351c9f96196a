import { describe, expect, it } from 'vitest';
import { DiskPause, Flow } from './flow.js';

/** Which peers an endpoint reads, as it understands the calls: the last one wins. */
class Reading {
  readonly paused = new Set<number>();
  constructor(readonly peers: readonly number[]) {}
  pause(peer?: number): void {
    for (const one of peer === undefined ? this.peers : [peer]) this.paused.add(one);
  }
  resume(peer?: number): void {
    for (const one of peer === undefined ? this.peers : [peer]) this.paused.delete(one);
  }
}

describe('Flow', () => {
  it('keeps a peer paused for its own reason when all go on', () => {
    const reading = new Reading([1, 2]);
    const flow = new Flow(reading);
    flow.pause(1);
    flow.pauseAll();
    flow.resumeAll();
    expect([...reading.paused]).toEqual([1]);
  });

  it('does not read a peer whose own reason has gone while all are paused', () => {
    const reading = new Reading([1, 2]);
    const flow = new Flow(reading);
    flow.pause(1);
    flow.pauseAll();
    flow.resume(1);
    expect([...reading.paused].sort()).toEqual([1, 2]);
    flow.resumeAll();
    expect([...reading.paused]).toEqual([]);
  });

  it('pauses a peer that opens while all are paused', () => {
    const reading = new Reading([1]);
    const flow = new Flow(reading);
    flow.opened(1);
    expect([...reading.paused]).toEqual([]);
    flow.pauseAll();
    flow.opened(7);
    expect([...reading.paused].sort()).toEqual([1, 7]);
  });

  it('forgets the reasons of a peer that closed', () => {
    const reading = new Reading([1]);
    const flow = new Flow(reading);
    flow.pause(1);
    flow.closed(1);
    flow.pauseAll();
    flow.resumeAll();
    expect([...reading.paused]).toEqual([]);
  });
});

it('says for how long reading was paused for the disk', () => {
  const pause = new DiskPause();
  expect(pause.told(true, 5e6)).toEqual({ text: 'Reading is paused: the disk cannot keep up' });
  const text = 'Reading goes on after 240 ms: the disk has caught up';
  expect(pause.told(false, 245e6)).toEqual({ text, ms: 240 });
});
