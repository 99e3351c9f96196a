import type { Failure } from '../../../../contract/index.js';
import type { Collector } from '../collector.js';
import type { GivenFile } from '../given-file.js';
import type { CaptureFormat, Reading } from './capture-format.js';
import { Conversations, type Draft, aboutSession } from './conversations.js';
import type { Unread } from './datagram.js';
import { captureLimits } from './model.js';
import { type CaptureFacts, PacketFile, isPacketFile } from './packet-file.js';

/** What is told of packets that are part of no session, by why. */
const unread: Readonly<Record<Unread, string>> = {
  link: 'their link type is not known here',
  'not-ip': 'they are not IP',
  fragment: 'they are fragments of IP packets of which others are not in the capture',
  'other-protocol': 'they are neither TCP nor UDP',
  damaged: 'their headers are cut off or cannot be',
};
/** The same of a single one. */
const unreadOne: Readonly<Record<Unread, string>> = {
  link: 'its link type is not known here',
  'not-ip': 'it is not IP',
  fragment: 'it is a fragment of an IP packet of which others are not in the capture',
  'other-protocol': 'it is neither TCP nor UDP',
  damaged: 'its headers are cut off or cannot be',
};

/** pcap and pcapng: TCP and UDP become sessions. */
export const packetCapture: CaptureFormat = {
  title: 'pcap and pcapng',
  most: 'captureBytes',
  claims: (head) => isPacketFile(head.bytes),
  read: readCapture,
};

async function readCapture(file: GivenFile, to: Collector, { sink, shared, told }: Reading): Promise<void> {
  const opened = await PacketFile.open(file);
  if (!opened.ok) return to.refuse(file.path, opened.error);
  const { facts, title } = opened.value;
  to.format(title);
  const table = new Conversations(sink, shared);
  for await (const packets of opened.value.packets()) {
    for (const packet of packets) table.take(packet);
    const refusal = tooMany(table, file.path);
    if (refusal !== null) return to.refuse(file.path, refusal);
    const settled = await sink.settle();
    if (!settled.ok) return to.refuse(file.path, settled.error);
    told(packets.reduce((sum, { bytes }) => sum + bytes.length + 16, 0));
  }
  table.finish();
  tellUnread(table, facts, file.path, to);
  if (table.drafts.length === 0) return to.refuse(file.path, nothingIn(table, facts, file.path));
  const comment = [...facts.comments].join('\n');
  for (const draft of table.drafts) {
    const { name, config } = aboutSession(draft, nameOf(file.path));
    const ended = await draft.rows.end({ name, config, comment, place: file.path });
    if (!ended.ok) return to.refuse(file.path, ended.error);
    to.session(ended.value);
    tellOf(draft, ended.value, file.path, to);
  }
  tellKeys(table.drafts, facts, file.path, to);
  const { left, rows } = shared.budget;
  const wire = 'the rest comes as bytes of the wire';
  if (rows <= 0)
    to.lost(nameOf(file.path), file.path, `there are more than ${captureLimits.rows} frames: ${wire}`);
  if (left < 0) {
    const why = `messages of several frames or compressed ones are more than ${captureLimits.inflated / 2 ** 20} MiB: ${wire}`;
    to.lost(nameOf(file.path), file.path, why);
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function tooMany(table: Conversations, path: string): Failure | null {
  const { sessions, peers, rows } = captureLimits;
  const why = table.full
    ? `${sessions} conversations, or one port has more than ${peers} callers`
    : table.rows > rows
      ? `${rows} rows`
      : null;
  if (why === null) return null;
  const message = `${path} has more than ${why}: that is the most an import takes. Filter it first.`;
  return { code: 'import.too-many', message, detail: { file: path } };
}

function nothingIn(table: Conversations, { packets, cut }: CaptureFacts, path: string): Failure {
  if (packets === 0) {
    const why = cut ?? 'there is no packet in it';
    return {
      code: 'import.syntax',
      message: `${path} is no capture that can be read: ${why}.`,
      detail: { file: path },
    };
  }
  const [why] = table.unread.keys();
  const left = why ?? (table.fragments.unfinished > 0 ? 'fragment' : null);
  const message =
    packets === 1
      ? `${path} has 1 packet and no TCP or UDP in it: ${left === null ? 'it is empty' : unreadOne[left]}.`
      : `${path} has ${packets} packets and no TCP or UDP among them: ${left === null ? 'it is empty' : unread[left]}.`;
  return { code: 'import.unrecognised', message, detail: { file: path } };
}

function tellUnread(table: Conversations, { packets, cut }: CaptureFacts, path: string, to: Collector): void {
  if (cut !== null && packets > 0)
    to.lost(
      nameOf(path),
      path,
      `${cut}: the ${packets === 1 ? 'packet before it comes' : `${packets} packets before it come`}`,
    );
  for (const [why, { count, first, links }] of table.unread) {
    const which = why === 'link' ? `: ${[...links].slice(0, 8).join(', ')}` : '';
    const what = `${count} packet${count === 1 ? '' : 's'}, the first is ${first}`;
    const told = count === 1 ? unreadOne[why] : unread[why];
    to.lost(what, path, `${told}${which}`);
  }
  const left = table.fragments.unfinished;
  if (left > 0) to.lost(`${left} fragment${left === 1 ? '' : 's'}`, path, unread.fragment);
}

function tellOf(
  draft: Draft,
  session: { readonly name: string; readonly commentsLost: number },
  path: string,
  to: Collector,
): void {
  const lost = draft.conversations.reduce((sum, one) => sum + one.lost, 0);
  if (lost > 0) {
    const why = `${lost} ${lost === 1 ? 'byte is' : 'bytes are'} not in the capture: packets were lost or cut short; a row tells where`;
    to.lost(session.name, path, why, session);
  }
  if (draft.conversations.some((one) => one.guessed)) {
    const why =
      'its upgrade is not in the capture: it was recognised by its frames, and its path is not known';
    to.changed(session.name, path, why, session);
  }
  if (session.commentsLost > 0)
    to.lost(`${session.commentsLost} comments`, path, 'a session has no room for more', session);
}

/** TLS stays as it crossed the wire, with or without keys in the file: said once, not left to be found. */
function tellKeys(drafts: readonly Draft[], { secrets }: CaptureFacts, path: string, to: Collector): void {
  const count = drafts.flatMap((one) => one.conversations).filter((one) => one.encrypted).length;
  if (count === 0 && secrets === 0) return;
  const what = `${count} TLS connection${count === 1 ? '' : 's'}`;
  if (secrets === 0)
    to.changed(what, path, 'there are no keys in the capture: the bytes come as they crossed the wire');
  else {
    const why =
      'the keys in the capture (Decryption Secrets) are not used: the bytes come as they crossed the wire';
    to.lost(count === 0 ? 'TLS keys' : what, path, why);
  }
}
