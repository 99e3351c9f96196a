/** Raised when page and host of different ages could misunderstand each other. */
export const contractVersion = 1;
