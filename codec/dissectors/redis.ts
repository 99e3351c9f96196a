import type { DissectContext, Dissection, Dissector } from './dissector.js';
import { counted, done, needMore, notMine, utf8Text } from './fields.js';
import { notShown } from './part.js';
import { isRespType, RespReader } from './redis-values.js';

const redisPort = 6379;
const cr = 0x0d;
const lf = 0x0a;

function dissect(bytes: Uint8Array, context: DissectContext): Dissection {
  const first = bytes[0];
  if (first === undefined) return needMore('nothing came');
  const isType = isRespType(first);
  if (!isType && (first < 0x20 || first > 0x7e) && first !== cr && first !== lf)
    return notMine('neither a type of RESP nor the letter of an inline command');
  if (!isType && !bytes.includes(lf)) return needMore('an inline command ends with a line feed');
  if (isType && bytes.length < 3) return needMore('a value of RESP has 3 bytes at least');
  const reader = new RespReader(bytes, context);
  reader.run();
  const [head = 'RESP'] = reader.lines;
  const more = reader.lines.length - 1;
  const fields = [...reader.tree.finish(reader.at), ...notShown(reader.at, bytes.length)];
  return done(fields, more > 0 ? `${head} and ${counted(more, 'more value')}` : head, bytes.length);
}

/** Commands people and probes type as a line. */
const typed =
  /^(ping|quit|info|get|set|del|keys|auth|select|hello|monitor|subscribe|publish|incr|config|client|command|echo|exists|ttl|lpush|rpush|lrange|hget|hset|hgetall|scan|dbsize|flushall)\b[^\r\n]*\r?\n/i;

function sniff(bytes: Uint8Array, context: DissectContext): number {
  const head = utf8Text(bytes.subarray(0, 64), 0, 64);
  const known = context.ports.includes(redisPort);
  if (/^\*\d{1,7}\r\n([$*:+%~,#_|(=!-]|$)/.test(head)) return 0.97;
  if (/^[*$~%>](-1|\?)\r\n/.test(head) || /^[%~>|]\d{1,7}\r\n([$*:+%~,#_|(=!-]|$)/.test(head)) return 0.9;
  if (/^[$=!]\d{1,9}\r\n/.test(head)) return 0.85;
  if (
    /^\+(OK|PONG|QUEUED)\r\n|^-(ERR|WRONGTYPE|NOAUTH|MOVED|ASK|LOADING|NOSCRIPT|NOPROTO|READONLY|OOM|BUSY) /.test(
      head,
    )
  )
    return 0.9;
  const line = /^(:[+-]?\d+|_|#[tf]|,-?[\d.]+([eE][+-]?\d+)?|,-?inf|,nan|\([+-]?\d+)\r\n/.test(head);
  if (line) return known ? 0.9 : 0.55;
  if (!known) return typed.test(head) && /^(ping|info|quit)\s/i.test(head) ? 0.3 : 0;
  if (/^[+-][^\r\n]*(\r\n|$)/.test(head)) return 0.85;
  return context.from !== 'server' && typed.test(head) ? 0.85 : 0;
}

/** Redis: RESP2 and RESP3, pipelined values, inline commands. */
export const redis: Dissector = { id: 'redis', label: 'Redis RESP', sniff, dissect };
