import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from './run.mjs';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly uses?: string;
  readonly needs?: string | readonly string[];
  readonly 'runs-on'?: string;
  readonly 'timeout-minutes'?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: Readonly<Record<string, unknown>> };
  readonly steps?: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = join(root, '.github', 'workflows');
const names = readdirSync(folder);
const textOf = (name: string) => readFileSync(join(folder, name), 'utf8');
const read = (name: string) => parse(textOf(name)) as Workflow;
const stepsOf = (name: string) => Object.values(read(name).jobs).flatMap(({ steps = [] }) => steps);
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};

describe.each(names)('the workflow %s', (name) => {
  it('takes actions of others by their commit, and names the version beside it', () => {
    const used = textOf(name)
      .split('\n')
      .flatMap((line) => /^\s*(?:- )?uses: (.*)$/.exec(line)?.[1] ?? []);
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) {
      if (action.startsWith('./')) expect(existsSync(join(root, action)), action).toBe(true);
      else expect(action).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  it('may read the repository, and no more unless a job says so', () => {
    expect(read(name).permissions).toEqual({ contents: 'read' });
  });

  it('leaves no token behind for what it runs', () => {
    for (const { uses, with: given } of stepsOf(name)) {
      if (uses?.startsWith('actions/checkout@'))
        expect(given).toMatchObject({ 'persist-credentials': false });
    }
  });

  it('runs what is there', () => {
    const commands = stepsOf(name).flatMap(({ run }) => run ?? []);
    for (const [, script = ''] of commands.join('\n').matchAll(/npm run ([\w:]+)/g)) {
      expect(scripts).toHaveProperty([script]);
    }
    for (const [, file = ''] of commands
      .join('\n')
      .matchAll(/(?:node |^)((?:\.ci|scripts|node_modules)\/\S+)/gm)) {
      expect(existsSync(join(root, file)), file).toBe(true);
    }
  });

  it('puts no words of an event into a command, where they would be run', () => {
    for (const { run = '' } of stepsOf(name)) {
      expect(run).not.toMatch(/\$\{\{\s*(github\.(event|head_ref|ref_name|actor)|inputs|secrets)\b/);
    }
  });

  it('waits for jobs that exist, and ends each that hangs', () => {
    const { jobs } = read(name);
    for (const [id, job] of Object.entries(jobs)) {
      for (const needed of [job.needs ?? []].flat()) expect(jobs, id).toHaveProperty([needed]);
      if (job.uses === undefined) expect(job['timeout-minutes'], id).toBeGreaterThan(0);
    }
  });
});

describe('every push', () => {
  it('has its packages audited by a registry that answers, and their licences judged', () => {
    const commands = (read('ci.yml').jobs['audit']?.steps ?? []).flatMap(({ run }) => run ?? []);
    expect(commands).toEqual([
      'npm ci',
      'npm run build',
      'node scripts/check-licences.mjs',
      'node scripts/notices.mjs --check',
      'node scripts/audit.mjs --answer',
    ]);
    // The lock itself is judged by npm test, and so wherever anything is.
    expect(readFileSync(join(root, 'scripts', 'check.mjs'), 'utf8')).toContain("'scripts/check-lock.mjs'");
    expect(read('release.yml').jobs['ci']?.uses).toBe('./.github/workflows/ci.yml');
  });
});

describe('the release', () => {
  const { on, jobs } = read('release.yml');
  const commandsOf = (job: string) => (jobs[job]?.steps ?? []).flatMap(({ run }) => run ?? []).join('\n');

  it('begins with a tag or by hand', () => {
    expect(on).toEqual({ push: { tags: ['v*'] }, workflow_dispatch: null });
  });

  it('tests real Electron on three systems before it builds, and fails where that was skipped', () => {
    const systems = ['ubuntu-24.04', 'macos-14', 'windows-2022'];
    expect(jobs['desktop']?.strategy?.matrix['os']).toEqual(systems);
    expect(commandsOf('desktop')).toMatch(/--project electron\n[^]*check-electron-ran\.mjs/);
    expect(jobs['build']?.needs).toEqual(['ci', 'desktop']);
    expect(
      (jobs['build']?.strategy?.matrix['include'] as readonly { os: string }[]).map(({ os }) => os),
    ).toEqual(systems);
  });

  it('never publishes from a machine that builds: electron-builder only packs', () => {
    expect(commandsOf('build')).toContain('--publish never');
    expect(jobs['build']?.permissions).toBeUndefined();
  });

  it('publishes a draft of a tag alone, with checksums and an SBOM', () => {
    expect(jobs['publish']).toMatchObject({
      if: "github.ref_type == 'tag'",
      needs: ['build', 'npm'],
      permissions: { contents: 'write', 'id-token': 'write' },
    });
    expect(commandsOf('npm')).toContain('scripts/sbom.mjs release/wirebench.cdx.json');
    expect(commandsOf('publish')).toMatch(/sha256sum -- \* > SHA256SUMS[^]*gh release create .*--draft/);
  });

  it('uploads every kind of installer that is configured', () => {
    const upload = jobs['build']?.steps?.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
    const paths = String(upload?.with?.['path']);
    for (const kind of ['exe', 'dmg', 'zip', 'AppImage', 'deb', 'rpm', 'tar.gz', 'blockmap']) {
      expect(paths).toContain(`release/*.${kind}\n`);
    }
    expect(paths).toContain('release/latest*.yml');
  });
});
