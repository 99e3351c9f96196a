import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportTarget, Result } from '../../../contract/index.js';
import { valueOf } from '../../test-engine.js';
import type { Workspace } from '../../workspace/index.js';
import { WorkspaceBench } from '../../workspace/test-workspace.js';
import { type Applied, applyImport, undoImport } from './apply.js';
import type { Imported } from './model.js';
import { planImport } from './plan.js';
import { readTexts } from './test-import.js';

let bench: WorkspaceBench;
let root: string;
let workspace: Workspace;
beforeEach(async () => {
  bench = await WorkspaceBench.make();
  root = bench.directory;
  workspace = await bench.open();
});
afterEach(() => bench.close());

const here: ImportTarget = { folder: '', environments: {}, clashes: 'keep' };
const replacing: ImportTarget = { ...here, clashes: 'replace' };

async function chat(): Promise<Imported> {
  const read = await readTexts({
    'c.json': JSON.stringify({
      info: { name: 'Chat', description: 'About chat\nand more' },
      item: [
        {
          name: 'Rooms',
          description: 'About rooms',
          item: [{ name: 'Join', request: { url: 'ws://h.test', description: 'Joins one' } }],
        },
        { name: 'Later', item: [] },
      ],
    }),
  });
  return { ...read, sessions: [] };
}

function apply(imported: Imported, target = here, without: readonly string[] = []): Promise<Result<Applied>> {
  const places = { staged: join(root, 'staged'), kept: join(root, 'kept') };
  return applyImport(imported, workspace, target, new Set(without), places);
}

/** What is written about the workspace and its folders. */
function docs(): unknown {
  const { description, folders, folderDocs } = workspace.info;
  return {
    description,
    folders,
    docs: Object.fromEntries(folderDocs.map((one) => [one.path, one.description])),
  };
}

function manifest(): Promise<string> {
  return readFile(join(root, 'workspace.json'), 'utf8');
}

describe('descriptions of an import', () => {
  it('are told of in the preview before what is in their folder, and come', async () => {
    const imported = await chat();
    const { items } = (await planImport(imported, workspace.info, here)).preview;
    expect(
      items.map(({ id, parent, kind, name, folder, detail }) => [id, parent, kind, name, folder, detail]),
    ).toEqual([
      ['f0', null, 'description', 'About chat', 'Chat', '19 characters'],
      ['f1', null, 'description', 'About rooms', 'Chat/Rooms', '11 characters'],
      ['c0', null, 'connection', 'Join', 'Chat/Rooms', 'ws://h.test'],
      ['c0.d', 'c0', 'description', 'Joins one', '', '9 characters'],
      ['f2', null, 'folder', 'Later', 'Chat/Later', ''],
    ]);
    const { report, changes } = valueOf(await apply(imported));
    expect(report).toMatchObject({ descriptions: 3, folders: 1 });
    const written = {
      description: '',
      folders: ['Chat', 'Chat/Rooms', 'Chat/Later'],
      docs: { Chat: 'About chat\nand more', 'Chat/Rooms': 'About rooms' },
    };
    expect(docs()).toEqual(written);
    expect(workspace.info.connections[0]?.connection.description).toBe('Joins one');
    valueOf(await undoImport(changes, workspace));
    expect(docs()).toEqual({ description: '', folders: [], docs: {} });
  });

  it('leave what is written about a folder that is there, say so, and take its place where they are told to', async () => {
    valueOf(await workspace.setFolders(['Chat', 'Chat/Rooms', 'Mine']));
    valueOf(
      await workspace.describe([{ folder: 'Chat/Rooms', before: '', after: '# My rooms\n\nare mine' }]),
    );
    const before = [docs(), await manifest()];
    const imported = await chat();
    const clashes = async (target: ImportTarget): Promise<unknown> => {
      const { preview } = await planImport(imported, workspace.info, target);
      return preview.items.map(({ id, clash }) => [id, clash]);
    };
    expect(await clashes(here)).toContainEqual(['f1', 'yours stays: “My rooms”']);
    expect(await clashes(replacing)).toContainEqual(['f1', 'replaces yours: “My rooms”']);

    const kept = valueOf(await apply(imported));
    expect(docs()).toMatchObject({
      docs: { Chat: 'About chat\nand more', 'Chat/Rooms': '# My rooms\n\nare mine' },
    });
    expect(await clashes(replacing)).toContainEqual(['f0', 'is there already with these words']);
    valueOf(await undoImport(kept.changes, workspace));
    expect([docs(), await manifest()]).toEqual(before);

    const replaced = valueOf(await apply(imported, replacing));
    expect(docs()).toMatchObject({ docs: { 'Chat/Rooms': 'About rooms' } });
    valueOf(await undoImport(replaced.changes, workspace));
    expect([docs(), await manifest()]).toEqual(before);
  });

  it('stay away where they are left out', async () => {
    valueOf(await apply(await chat(), here, ['f0', 'c0.d', 'f2']));
    expect(docs()).toEqual({
      description: '',
      folders: ['Chat', 'Chat/Rooms'],
      docs: { 'Chat/Rooms': 'About rooms' },
    });
    expect(workspace.info.connections[0]?.connection.description).toBeUndefined();
  });

  it('of a workspace are those of the workspace it comes to, or of the folder', async () => {
    const file = JSON.stringify({
      ...{ kind: 'wirebench-workspace', version: 2, name: 'W', description: 'About all' },
      ...{ folders: [{ path: 'Empty' }], connections: [] },
    });
    const imported = { ...(await readTexts({ 'w.json': file })), sessions: [] };
    const first = valueOf(await apply(imported));
    expect(docs()).toEqual({ description: 'About all', folders: ['Empty'], docs: {} });
    valueOf(await undoImport(first.changes, workspace));
    valueOf(await apply(imported, { ...here, folder: 'Team/In' }));
    expect(docs()).toEqual({
      description: '',
      folders: ['Team', 'Team/In', 'Team/In/Empty'],
      docs: { 'Team/In': 'About all' },
    });
  });

  it('stay with their folder where somebody wrote something else since, or put something into it', async () => {
    const { changes } = valueOf(await apply(await chat()));
    valueOf(await workspace.describe([{ folder: 'Chat/Rooms', before: null, after: 'Mine now' }]));
    valueOf(await undoImport(changes, workspace));
    expect(docs()).toEqual({
      description: '',
      folders: ['Chat', 'Chat/Rooms'],
      docs: { 'Chat/Rooms': 'Mine now' },
    });
    expect(workspace.info.connections).toEqual([]);
  });

  it('all stay away where one of them cannot be written', async () => {
    valueOf(await workspace.setFolders(['Chat']));
    const imported = await chat();
    // Somebody else writes about the folder: what is planned in the same turn knows nothing of it.
    const theirs = (await manifest()).replace('"path": "Chat"', '"path": "Chat", "description": "Theirs"');
    writeFileSync(join(root, 'workspace.json'), theirs);
    expect(await apply(imported)).toMatchObject({ ok: false, error: { code: 'workspace.conflict' } });
    expect(docs()).toEqual({ description: '', folders: ['Chat'], docs: { Chat: 'Theirs' } });
    expect(workspace.info.connections).toEqual([]);
  });
});
