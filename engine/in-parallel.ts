/** Runs at most `most` at a time; answers come in the order of what was asked. */
export async function inParallel<T, R>(
  list: readonly T[],
  most: number,
  run: (one: T) => Promise<R>,
): Promise<R[]> {
  const answers: R[] = [];
  const entries = list.entries();
  const work = async (): Promise<void> => {
    for (const [index, one] of entries) answers[index] = await run(one);
  };
  await Promise.all(Array.from({ length: Math.min(most, list.length) }, work));
  return answers;
}
