import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { PeerBench } from './engine-fixture.js';
import type { PeerProcess } from './process.js';

/** A packet as tshark dissects it: the values of the fields asked for, in order; fields it lacks are absent. */
export type Packet = Readonly<Record<string, readonly string[]>>;

/** Room for what tshark prints of some hundred packets. */
const maxOutput = 64 * 1024 * 1024;

/** MiB of the system's buffer of packets: a program that gets no turn for a while loses none. */
export const roomy = ['-B', '64'] as const;

/** A capture of the loopback interface, from `begin` to `end`. */
export class Capture {
  private constructor(
    private readonly tshark: string,
    readonly file: string,
    private readonly process: PeerProcess,
  ) {}

  /** Captures what a filter such as `tcp port 1234` lets through; answers when it does. */
  static async begin(bench: PeerBench, tshark: string, filter: string): Promise<Capture> {
    const file = join(bench.directory, `${filter.replaceAll(' ', '-')}.pcapng`);
    // While it captures it prints the payload of each packet, which is how the end is seen.
    const args = [
      '-i',
      'lo',
      ...roomy,
      '-f',
      filter,
      '-w',
      file,
      '-P',
      '-l',
      '-T',
      'fields',
      '-e',
      'tcp.payload',
      '-e',
      'udp.payload',
    ];
    const process = bench.run(tshark, args);
    await process.sees('Capture started');
    return new Capture(tshark, file, process);
  }

  /** Ends it once a payload that holds `last` was captured, and reads the fields of the packets that `args` choose. */
  async end(last: string, fields: readonly string[], args: readonly string[]): Promise<readonly Packet[]> {
    await this.process.sees(Buffer.from(last).toString('hex'));
    // Gently: the program that captures is a child of tshark and would outlive a kill.
    this.process.signal('SIGINT');
    await this.process.exit;
    const wanted = fields.flatMap((field) => ['-e', field]);
    const { status, stdout, stderr } = spawnSync(
      this.tshark,
      ['-r', this.file, ...args, '-T', 'json', ...wanted],
      { encoding: 'utf8', maxBuffer: maxOutput },
    );
    if (status !== 0) throw new Error(`tshark ${args.join(' ')}: ${stderr}`);
    // The shape tshark documents for chosen fields.
    const packets = JSON.parse(stdout) as { _source: { layers: Packet } }[];
    return packets.map((packet) => packet._source.layers);
  }
}
