/** An SVG path through `values` in a box; `peak` is the value at the top. Fewer than two values draw nothing. */
export function sparklinePath(
  values: readonly number[],
  width: number,
  height: number,
  peak: number,
): string {
  if (values.length < 2) return '';
  const stepX = width / (values.length - 1);
  // 1 px at either side keeps the stroke inside the box.
  const scaleY = peak > 0 ? (height - 2) / peak : 0;
  return values
    .map((value, index) => {
      const y = height - 1 - Math.max(0, Number.isFinite(value) ? value : 0) * scaleY;
      return `${index === 0 ? 'M' : 'L'}${(index * stepX).toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
