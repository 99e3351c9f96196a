import type { Importer } from '../importer.js';
import { packetCapture } from './packet-capture.js';

/** Every format that becomes recorded sessions; asked before those that become connections. */
export const captures: readonly Importer[] = [packetCapture];
