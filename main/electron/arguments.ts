/** DIR of `--workspace DIR` or `--workspace=DIR`; null where neither is there. Chromium's own switches are ignored. */
export function workspaceArgument(args: readonly string[]): string | null {
  return argument('--workspace', args) || null;
}

/** N of `--sync-ms N` or `--sync-ms=N` as it was typed, '' where nothing follows; undefined where it is not there. */
export function syncArgument(args: readonly string[]): string | undefined {
  return argument('--sync-ms', args);
}

/** Whether `--devtools` asks for the developer tools, which a package does not have otherwise. */
export function devToolsArgument(args: readonly string[]): boolean {
  return args.includes('--devtools');
}

function argument(name: string, args: readonly string[]): string | undefined {
  for (const [i, arg] of args.entries()) {
    if (arg === name) return args[i + 1] ?? '';
    if (arg.startsWith(`${name}=`)) return arg.slice(name.length + 1);
  }
  return undefined;
}

/** Switches of ours that are followed by their value. */
const valued = ['--workspace', '--sync-ms'];

/** What a command line names besides switches, theirs and Chromium's: files, directories and links. */
export function wordsOf(argv: readonly string[], packaged: boolean): string[] {
  // The program; in development the directory of the app behind it.
  const args = argv.slice(packaged ? 1 : 2);
  return args.filter((arg, i) => !arg.startsWith('-') && !valued.includes(args[i - 1] ?? ''));
}
