/** DIR of `--workspace DIR` or `--workspace=DIR`; null where neither is there. Chromium's own switches are ignored. */
export function workspaceArgument(args: readonly string[]): string | null {
  for (const [i, arg] of args.entries()) {
    if (arg === '--workspace') return args[i + 1] ?? null;
    if (arg.startsWith('--workspace=')) return arg.slice('--workspace='.length) || null;
  }
  return null;
}
