/** Characters that are looked through at each key press, shown whole and converted by the way without being felt. */
export const mostTyped = 4_000_000;
