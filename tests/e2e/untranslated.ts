import type { Page } from '@playwright/test';

/** Data and names of standards, which are the same in every language. */
const data = 'code, kbd, pre, samp, canvas, svg, [data-ltr], [translate=no], .cm-scroller';

/** What the log tells is set like data, and is told in words. */
const told = '.row-cells.life .preview .text, .row-cells.err .preview .text';

/** Words that are written so in every language: protocols, fields of standards, units, names of programs. */
const everywhere = new Set(
  `Wirebench WebSocket TCP UDP TLS HTTP HTTPS SOCKS PAC SNI ALPN PFX PEM CA IP IPv4 IPv6 URL Unix JSON YAML XML CSV HTML HAR
  pcapng Wireshark Postman Insomnia Bruno curl websocat wscat socat netcat ncat Hex Base64 UTF-8 ASCII Latin-1 Ctrl Shift Alt
  Text Binary Ping Pong Close Continuation FIN RST MQTT Redis RESP SSE STOMP msg Node Python linux Yaak Hoppscotch
  Packet Sender packetsender NODELAY text`.split(/\s+/),
);

/** What stands on screen, or in names of what does, in no language of a catalogue, while a pseudo-language is spoken. */
export async function untranslated(page: Page, mine: readonly string[]): Promise<string[]> {
  const found = await page.evaluate(
    ([skip, words]) => {
      const isData = (element: Element): boolean =>
        element.closest(skip) !== null && element.closest(words) === null;
      const seen = (element: Element): boolean => element.checkVisibility({ visibilityProperty: true });
      const texts = new Set<string>();
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const parent = node.parentElement;
        if (parent?.closest('script, style') !== null || isData(parent) || !seen(parent)) continue;
        texts.add(node.textContent ?? '');
      }
      for (const element of document.body.querySelectorAll('*')) {
        if (isData(element) || !seen(element)) continue;
        for (const name of [
          'aria-label',
          'aria-description',
          'aria-roledescription',
          'title',
          'placeholder',
          'alt',
        ]) {
          const value = element.getAttribute(name);
          if (value !== null) texts.add(value);
        }
      }
      return [...texts];
    },
    [data, told] as const,
  );
  return found.flatMap((text) => {
    let left = text;
    for (let before = ''; before !== left;) {
      before = left;
      left = left.replace(/⟦[^⟦⟧]*⟧/g, ' ');
    }
    // Paths and addresses.
    left = left.replace(/(?:\w+:\/)?\/\S+/g, ' ');
    for (const own of mine) left = left.replaceAll(own, ' ');
    const words = left.match(/[A-Za-z][A-Za-z-]{2,}/g) ?? [];
    return words.some((word) => !everywhere.has(word)) ? [text.trim()] : [];
  });
}
