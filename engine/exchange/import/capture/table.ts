import type { CaptureFormat } from './capture-format.js';
import { har } from './har.js';
import { jsonLines } from './json-lines.js';
import { packetCapture } from './packet-capture.js';

/** Every format that becomes recorded sessions; asked before those that become connections. */
export const captures: readonly CaptureFormat[] = [packetCapture, har, jsonLines];
