/** `npm run soak` asks for the long amounts; `npm test` takes the short ones. */
const long = process.env['WIREBENCH_SOAK'] === 'long';

export const amount = (short: number, whenLong: number): number => (long ? whenLong : short);
