import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../../../codec/index.js';
import { explain } from './handshake.js';
import HandshakeHead from './HandshakeHead.vue';

const head = (...lines: readonly string[]) =>
  explain({ peer: 1, request: encodeUtf8(['GET / HTTP/1.1', ...lines, '', ''].join('\r\n')), response: null })
    .request;

describe('HandshakeHead', () => {
  it('covers cookies and credentials until they are asked for, one by one', async () => {
    const half = head(
      'Host: localhost',
      'Cookie: session=topsecret',
      'authorization: Bearer hunter2',
      'Proxy-Authorization: Basic abc',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    );
    if (half === null) throw new Error('no head');
    const wrapper = mount(HandshakeHead, { props: { title: 'Request', half } });
    expect(wrapper.text()).not.toMatch(/topsecret|hunter2|Basic abc/);
    expect(wrapper.text()).toContain('dGhlIHNhbXBsZSBub25jZQ==');
    await wrapper.get('[aria-label="Show Cookie"]').trigger('click');
    expect(wrapper.text()).toContain('session=topsecret');
    expect(wrapper.text()).not.toContain('hunter2');
    await wrapper.get('[aria-label="Hide Cookie"]').trigger('click');
    expect(wrapper.text()).not.toContain('topsecret');
  });

  it('covers another handshake’s secret, though one was shown', async () => {
    const half = head('Cookie: one=1');
    const wrapper = mount(HandshakeHead, { props: { title: 'Request', half: half ?? never() } });
    await wrapper.get('[aria-label="Show Cookie"]').trigger('click');
    await wrapper.setProps({ half: head('Cookie: two=2') ?? never() });
    expect(wrapper.text()).not.toContain('two=2');
  });
});

function never(): never {
  throw new Error('no head');
}
