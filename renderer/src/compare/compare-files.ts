import type { CompareLane, CompareReport } from '../../../contract/index.js';
import {
  averageBytes,
  boundaryWords,
  latencyWords,
  orderWords,
  overheadOf,
  percent,
  roundTripWords,
  transportTitle,
} from './figures.js';
import { formatBytes, t } from '../language/index.js';

const columns = [16, 170, 330, 560, 690, 780, 860];
const rowHeight = 40;
const width = 1280;

/** A plot and the words for its lines. */
export interface DrawnPlot {
  readonly canvas: HTMLCanvasElement;
  readonly lines: readonly {
    readonly title: string;
    readonly token: string;
    readonly dash: readonly number[];
  }[];
}

/** The table and the plot as a PNG, in the colours of the window as it is. */
export async function compareImage(report: CompareReport, plot: DrawnPlot | null): Promise<Blob> {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const tableHeight = 76 + rowHeight * report.lanes.length;
  const plotWidth = width - 32;
  const plotHeight = plot === null ? 0 : (plot.canvas.height / plot.canvas.width) * plotWidth + 24;
  const scale = 2;
  const canvas = document.createElement('canvas');
  canvas.width = width * scale;
  canvas.height = (tableHeight + plotHeight + 24) * scale;
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('This browser draws no canvas.');
  pen.scale(scale, scale);
  pen.fillStyle = token('--bg-1');
  pen.fillRect(0, 0, width, canvas.height);
  const write = (text: string, x: number, y: number, colour: string, font = '12px', room = 1e4): void => {
    pen.font = `${font} Inter Variable, system-ui, sans-serif`;
    pen.fillStyle = token(colour);
    pen.fillText(text, x, y, room);
  };
  const heading = t(
    'Wirebench: {count, plural, one {# message} other {# messages}} of {size} over each transport',
    { count: report.count, size: formatBytes(report.payload) },
  );
  write(heading, 16, 28, '--fg-0', '600 14px');
  [
    t('Transport'),
    t('Before the first byte'),
    t('On the wire, sent'),
    t('received'),
    'p50',
    'p99',
    t('All at a time'),
  ].forEach((title, i) => write(title, columns[i] ?? 0, 58, '--fg-2', '11px'));
  report.lanes.forEach((lane, index) => {
    const y = 86 + index * rowHeight;
    cellsOf(lane).forEach(([first, second], i) => {
      const room = (columns[i + 1] ?? width - 8) - (columns[i] ?? 0) - 8;
      write(first, columns[i] ?? 0, y, '--fg-0', '12px', room);
      write(second, columns[i] ?? 0, y + 15, '--fg-2', '11px', room);
    });
  });
  if (plot !== null) {
    let x = 16;
    for (const { title, token: colour, dash } of plot.lines) {
      pen.strokeStyle = token(colour);
      pen.lineWidth = 2;
      pen.setLineDash([...dash]);
      pen.beginPath();
      pen.moveTo(x, tableHeight + 4);
      pen.lineTo(x + 22, tableHeight + 4);
      pen.stroke();
      write(title, x + 28, tableHeight + 8, '--fg-1', '11px');
      x += 52 + pen.measureText(title).width;
    }
    pen.drawImage(plot.canvas, 16, tableHeight + 24, plotWidth, plotHeight - 24);
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('The image could not be made.'));
      else resolve(blob);
    }, 'image/png');
  });
}

/** What each column says of a transport, in two lines. */
function cellsOf(lane: CompareLane): readonly (readonly [string, string])[] {
  const title = [transportTitle(lane.transport), lane.ownEcho ? t('own echo') : lane.address] as const;
  if (lane.failure !== null) return [title, [lane.failure.message, lane.failure.code]];
  const { opening, latency, burst } = lane;
  const bytes = (layers: CompareLane['out']): readonly [string, string] =>
    layers === null ? ['–', ''] : [averageBytes(layers.total), percent(overheadOf(layers))];
  return [
    title,
    opening === null ? ['–', ''] : [roundTripWords(opening.roundTrips), latencyWords(opening.ms * 1e6)],
    bytes(lane.out),
    bytes(lane.in),
    [latencyWords(latency?.p50 ?? null), ''],
    [latencyWords(latency?.p99 ?? null), ''],
    burst === null ? ['–', ''] : [orderWords(burst), boundaryWords(lane, burst)],
  ];
}
