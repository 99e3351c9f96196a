import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import type { Protocol, Role } from '../../contract/index.js';

export type ComposerMode =
  'Text' | 'JSON' | 'XML' | 'Escapes' | 'Hex' | 'Base64' | 'Fields' | 'File' | 'Frame';

/** How the Protocol box calls each kind. */
const kinds: Readonly<Record<Protocol, string>> = {
  tcp: 'TCP',
  tls: 'TLS',
  udp: 'UDP',
  ws: 'WebSocket',
  wss: 'WebSocket TLS',
  unix: 'Local socket',
};

/** The workbench as a person meets it: everything is found by role and name. */
export class Bench {
  readonly tabs: Locator;
  readonly address: Locator;
  readonly status: Locator;
  readonly timeline: Locator;
  readonly message: Locator;
  readonly sendButton: Locator;
  readonly filter: Locator;
  readonly inspector: Locator;
  readonly inspectorPanel: Locator;
  readonly peers: Locator;
  readonly composer: Locator;
  readonly selectedRow: Locator;
  readonly follow: Locator;
  readonly savedMessages: Locator;
  readonly connections: Locator;
  readonly sessions: Locator;
  readonly alert: Locator;

  private constructor(
    readonly page: Page,
    /** A browser keeps Ctrl+T to itself. */
    private readonly newTabKey = 'Alt+t',
  ) {
    this.tabs = page.getByRole('tablist', { name: 'Open tabs' }).getByRole('tab');
    this.address = page.getByRole('textbox', { name: 'Address', exact: true });
    this.status = page.getByRole('status', { name: 'Connection' });
    this.timeline = page.getByRole('grid', { name: 'Timeline' });
    this.message = page.getByRole('textbox', { name: 'Message', exact: true });
    this.sendButton = page.getByRole('button', { name: 'Send', exact: true });
    this.filter = page.getByRole('searchbox', { name: 'Filter timeline' });
    this.inspector = page.getByRole('tablist', { name: 'Inspector' });
    this.inspectorPanel = page.getByRole('tabpanel', { name: /^(Payload|Wire|Handshake|Timing)$/ });
    this.selectedRow = this.timeline.getByRole('row', { selected: true });
    this.composer = page.getByRole('region', { name: 'Composer' });
    this.follow = page.getByRole('button', { name: 'Follow', exact: true });
    this.peers = page.getByRole('grid', { name: 'Peers' });
    this.savedMessages = page.getByRole('tree', { name: 'Saved messages' });
    this.connections = page.getByRole('tree', { name: 'Connections' });
    this.sessions = page.getByRole('list', { name: 'Recorded sessions' });
    this.alert = page.getByRole('alert');
  }

  /** In a page that was opened by another one. */
  static inPage(page: Page): Bench {
    return new Bench(page);
  }

  /** In a window of the desktop host. */
  static inWindow(page: Page): Bench {
    return new Bench(page, 'Control+t');
  }

  static async open(page: Page, url: string): Promise<Bench> {
    const bench = new Bench(page);
    await page.goto(url);
    await bench.ready();
    return bench;
  }

  /** Waits until the window shows what was there last time. */
  async ready(): Promise<void> {
    await expect(this.sessions).toBeVisible();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Puts away what lies over a corner of the window, which goes by itself after up to 20 s. */
  async closeNotices(): Promise<void> {
    const close = this.page.getByRole('region', { name: 'Notifications' }).getByRole('button', {
      name: 'Close',
    });
    // One may go by itself just then.
    await expect(async () => {
      if ((await close.count()) > 0) await close.first().click({ timeout: 2_000 });
      expect(await close.count()).toBe(0);
    }).toPass();
  }

  /** What a host says that was killed and is back; it stays until somebody has closed it. */
  async closeCrashNotice(): Promise<void> {
    await expect(this.page.getByText('Back after a crash')).toBeVisible();
    await this.closeNotices();
  }

  tab(name: string | RegExp): Locator {
    return this.tabs.filter({ hasText: name });
  }

  async newTab(): Promise<void> {
    const before = await this.tabs.count();
    await this.page.keyboard.press(this.newTabKey);
    await expect(this.tabs).toHaveCount(before + 1);
    await expect(this.address).toBeFocused();
  }

  /** Pastes text as the clipboard would. */
  async paste(into: Locator, text: string): Promise<void> {
    await into.focus();
    await into.evaluate((element, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  }

  /** A tab of its own for a connection that was never saved. */
  async openQuick(protocol: Protocol, role: Role, address: string): Promise<void> {
    await this.newTab();
    await this.chooseKind(protocol, role);
    await this.address.fill(address);
  }

  async chooseKind(protocol: Protocol, role: Role): Promise<void> {
    const kind = `${kinds[protocol]} ${role === 'server' ? 'listener' : 'client'}`;
    await this.choose('Protocol', kind);
  }

  /** Opens the options of the connection for what `change` does there. */
  async inOptions(change: (drawer: Locator) => Promise<void>): Promise<void> {
    const button = this.page.getByRole('button', { name: /^Options/, expanded: false });
    await button.click();
    await change(this.page.getByRole('dialog', { name: /^Options of this/ }));
    await this.page.getByRole('button', { name: /^Options/, expanded: true }).click();
    await expect(button).toBeVisible();
  }

  /** Opens a combobox and takes an option. */
  async choose(box: string, option: string | RegExp): Promise<void> {
    await this.page.getByRole('combobox', { name: box, exact: true }).click();
    await this.page.getByRole('option', { name: option, exact: true }).click();
  }

  async connect(): Promise<void> {
    await this.button('Connect').click();
    await expect(this.status).toContainText('Open');
  }

  /** Listens, and answers the port that it came to. */
  async listen(): Promise<number> {
    await this.button('Listen').click();
    await expect(this.status).toContainText('Listening');
    return this.boundPort();
  }

  async boundPort(): Promise<number> {
    // As it is drawn: the text of neighbours runs together where nobody sees it.
    const shown = async (): Promise<number> =>
      Number(/[\d\]]:(\d{4,5})\b/.exec(await this.status.innerText())?.[1] ?? 0);
    await expect.poll(shown).toBeGreaterThan(0);
    return shown();
  }

  /** Connects to a port of loopback in a quick tab. */
  async dial(protocol: Protocol, port: number, path = ''): Promise<void> {
    const web = protocol === 'ws' || protocol === 'wss';
    await this.openQuick(
      protocol,
      'client',
      web ? `${protocol}://127.0.0.1:${port}${path}` : `127.0.0.1:${port}`,
    );
    await this.connect();
  }

  /** Listens on a free port of loopback in a quick tab. */
  async serve(protocol: Protocol): Promise<number> {
    const web = protocol === 'ws' || protocol === 'wss';
    await this.openQuick(protocol, 'server', web ? `${protocol}://127.0.0.1:0` : '127.0.0.1:0');
    return this.listen();
  }

  /** The switch of directions above the rows. */
  async show(which: 'All' | 'Received' | 'Sent' | 'Control' | 'Marked'): Promise<void> {
    await this.page
      .getByRole('radiogroup', { name: 'Rows shown' })
      .getByTitle(which)
      .or(this.page.getByRole('radiogroup', { name: 'Rows shown' }).getByRole('radio', { name: which }))
      .first()
      .click();
  }

  async rowMenu(row: Locator, item: string): Promise<void> {
    await row.click({ button: 'right' });
    await this.page.getByRole('menuitem', { name: item, exact: true }).click();
  }

  /** Exports through the dialog, and answers the file that was downloaded. */
  async exportAs(format: string, rows?: RegExp): Promise<{ name: string; text: string; bytes: Buffer }> {
    await this.button('Export').click();
    const dialog = this.page.getByRole('dialog', { name: 'Export', exact: true });
    await dialog.getByRole('radio', { name: format, exact: true }).check();
    if (rows !== undefined) await this.choose('Rows', rows);
    const waiting = this.page.waitForEvent('download');
    await dialog.getByRole('button', { name: `Save ${format}`, exact: true }).click();
    const download = await waiting;
    await expect(dialog).toHaveCount(0);
    const bytes = await readFile(await download.path());
    return { name: download.suggestedFilename(), text: bytes.toString('utf8'), bytes };
  }

  async payloadAs(view: 'Text' | 'JSON tree' | 'Decoded' | 'Hex'): Promise<void> {
    await this.page
      .getByRole('radiogroup', { name: 'Payload shown as' })
      .getByRole('radio', { name: view, exact: true })
      .click();
  }

  /** Saves the active tab under a name. */
  async saveAs(name: string): Promise<void> {
    await this.page.keyboard.press('Control+s');
    const dialog = this.page.getByRole('dialog', { name: 'Save the connection' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(this.connections.getByRole('treeitem', { name: new RegExp(`^${name}`) })).toBeVisible();
  }

  async chooseFile(path: string): Promise<void> {
    await this.mode('File');
    await this.page.getByLabel('File to send').setInputFiles(path);
  }

  async mode(mode: ComposerMode): Promise<void> {
    await this.page
      .getByRole('radiogroup', { name: 'Composer mode' })
      .getByRole('radio', { name: mode, exact: true })
      .click();
  }

  /** Replaces the message. Emptied first: Chromium writes style attributes when a fill replaces coloured text. */
  async write(text: string): Promise<void> {
    await this.message.focus();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.press('Delete');
    await this.message.fill(text);
  }

  async compose(mode: ComposerMode, text: string): Promise<void> {
    await this.mode(mode);
    await this.write(text);
  }

  async send(mode: ComposerMode, text: string): Promise<void> {
    await this.compose(mode, text);
    await this.sendButton.click();
  }

  /** Sends to one peer of a listener. */
  async sendToPeer(peer: number, mode: ComposerMode, text: string): Promise<void> {
    await this.button(/^Recipients: /).click();
    await this.page.getByRole('menuitemcheckbox', { name: new RegExp(`^${peer} · `) }).click();
    await this.page.keyboard.press('Escape');
    await this.send(mode, text);
  }

  /** Rows on screen, by their spoken name. */
  rows(name?: RegExp): Locator {
    return name === undefined
      ? this.timeline.locator('[aria-rowindex]')
      : this.timeline.getByRole('row', { name });
  }

  async waitForRow(name: RegExp): Promise<Locator> {
    const row = this.rows(name).first();
    await expect(row).toBeVisible();
    return row;
  }

  async expectRowCount(count: number): Promise<void> {
    await expect(this.timeline).toHaveAttribute('aria-rowcount', String(count));
  }

  async rowCount(): Promise<number> {
    return Number(await this.timeline.getAttribute('aria-rowcount'));
  }

  inspectorTab(name: 'Payload' | 'Wire' | 'Handshake' | 'Timing'): Locator {
    return this.inspector.getByRole('tab', { name, exact: true });
  }
}
