/** Milliseconds a download may take to begin before its address is given back. */
const revokeAfterMs = 60_000;

/** Hands a file to the browser, which keeps it where its downloads go. */
export function saveFile(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), revokeAfterMs);
}
