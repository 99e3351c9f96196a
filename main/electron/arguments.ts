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
