import { describe, expect, it } from 'vitest';
import { judgeAudit } from './audit.mjs';

const fault = (name: string, via: readonly unknown[]) => ({
  name,
  severity: 'high',
  range: '<2.0.0',
  nodes: [`node_modules/${name}`],
  via,
});

describe('judgeAudit', () => {
  it('tells faults in what is shipped from faults in tools', () => {
    const report = JSON.stringify({
      vulnerabilities: {
        ws: fault('ws', [{ title: 'Crashes', url: 'https://example.org/1' }]),
        tool: fault('tool', ['dependency']),
      },
    });
    expect(judgeAudit(report, ['node_modules/ws'])).toEqual({
      answered: true,
      shipped: ['high: ws <2.0.0: Crashes https://example.org/1'],
      tools: ['high: tool <2.0.0: through dependency'],
    });
  });

  it('finds nothing wrong in an empty report', () => {
    expect(judgeAudit('{"vulnerabilities":{}}', [])).toEqual({ answered: true, shipped: [], tools: [] });
  });

  it.each([
    ['npm warn audit\n{"message":"405 Method Not Allowed"}', '405 Method Not Allowed'],
    ['{"error":{"summary":"request to the registry failed"}}', 'request to the registry failed'],
    ['npm error network', 'npm error network'],
    ['', 'npm said nothing'],
    ['{}', 'the answer is no report'],
  ])('does not take %j for a clean report', (output, why) => {
    expect(judgeAudit(output, [])).toEqual({ answered: false, why });
  });
});
