/** What is read of an image: its size in pixels where the bytes say it. */
export interface ImageFacts {
  readonly width: number | null;
  readonly height: number | null;
  /** Where the image ends; the number of bytes where that is not known. */
  readonly end: number;
}
