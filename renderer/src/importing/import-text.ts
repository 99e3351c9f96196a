interface Counts {
  readonly connections: number;
  readonly messages: number;
  readonly environments: number;
  readonly variables: number;
  readonly sessions: number;
  readonly descriptions: number;
  readonly folders: number;
}

const words: readonly (readonly [keyof Counts, string, string])[] = [
  ['connections', 'connection', 'connections'],
  ['messages', 'message', 'messages'],
  ['environments', 'environment', 'environments'],
  ['variables', 'variable', 'variables'],
  ['sessions', 'session', 'sessions'],
  ['descriptions', 'description', 'descriptions'],
  ['folders', 'empty folder', 'empty folders'],
];

/** `2 connections, 5 messages`; what there is none of is left out. */
export function summaryText(counts: Counts): string {
  const parts = words.flatMap(([key, one, many]) => {
    const count = counts[key];
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  return parts.length === 0 ? 'Nothing is chosen' : parts.join(', ');
}

/** What the button does. */
export function importedTitle(counts: Counts): string {
  const first = words.find(([key]) => counts[key] > 0);
  if (first === undefined) return 'Import';
  const count = counts[first[0]];
  return `Import ${count} ${count === 1 ? first[1] : first[2]}`;
}
