import { bruno } from './bruno.js';
import { commandLines } from './command-lines.js';
import type { Importer } from './importer.js';
import { packetSender } from './packet-sender.js';
import { postman } from './postman.js';
import { postmanDirectory } from './postman-directory.js';
import { wirebench } from './wirebench.js';

/** Every format that becomes connections, messages and environments; the first that claims a file reads it. */
export const importers: readonly Importer[] = [
  wirebench,
  postman,
  packetSender,
  bruno,
  postmanDirectory,
  commandLines,
];

/** For the sentence that says what can be read. */
export const importTitles: readonly string[] = importers.map((one) => one.title);
