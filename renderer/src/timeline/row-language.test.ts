import { afterEach, describe, expect, it } from 'vitest';
import { RowKind } from '../../../contract/index.js';
import { speak } from '../language/index.js';
import { previewText } from './preview.js';
import { rowLine, rowName } from './row-text.js';
import { row } from './test-row.js';

describe('a row of the log in another language', () => {
  afterEach(() => speak('en'));

  it('tells what became of the connection by its form, and bytes as they are', async () => {
    const connected = row('connected to 127.0.0.1:80 from 127.0.0.1:5000', { kind: RowKind.connect });
    const text = row('connected to nobody from nowhere', { kind: RowKind.text });
    await speak('de');
    expect(previewText(connected)).toBe('verbunden mit 127.0.0.1:80 von 127.0.0.1:5000');
    expect(rowName(connected)).toContain('verbunden mit 127.0.0.1:80');
    expect(previewText(text)).toBe('connected to nobody from nowhere');
    await speak('zh-CN');
    expect(previewText(connected)).toBe('已从 127.0.0.1:5000 连接到 127.0.0.1:80');
  });

  it('is copied in the words of the log', async () => {
    await speak('ru');
    const listening = row('listening on 127.0.0.1:80', { kind: RowKind.listen });
    expect(rowLine(listening, 0)).toContain('listening on 127.0.0.1:80');
    expect(previewText(listening)).toBe('слушает на 127.0.0.1:80');
  });
});
