// Judges the licence of every package in the lock. What is shipped is judged more strictly: scripts/notices.mjs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeTools } from './licences.mjs';
import { root } from './run.mjs';

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const wrong = judgeTools(packages);
for (const sentence of wrong) console.error(sentence);
console.log(`${Object.keys(packages).length} packages`);
process.exitCode = wrong.length === 0 ? 0 : 1;
