import { captures } from './capture/table.js';
import { bruno } from './bruno.js';
import { commandLines } from './command-lines.js';
import { hoppscotch } from './hoppscotch.js';
import { httpFile } from './http-file.js';
import type { Importer } from './importer.js';
import { insomnia } from './insomnia.js';
import { openCollection } from './open-collection.js';
import { packetSender } from './packet-sender.js';
import { postman } from './postman.js';
import { postmanDirectory } from './postman-directory.js';
import { wirebench } from './wirebench.js';
import { yaak } from './yaak.js';

/** Every format that becomes connections, messages and environments; the first that claims a file reads it. */
export const importers: readonly Importer[] = [
  wirebench,
  insomnia,
  yaak,
  postman,
  packetSender,
  hoppscotch,
  bruno,
  postmanDirectory,
  openCollection,
  httpFile,
  commandLines,
];

/** For the sentence that says what can be read. */
export const importTitles: readonly string[] = [...importers, ...captures].map((one) => one.title);
