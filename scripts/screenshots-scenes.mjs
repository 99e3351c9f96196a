/* What `npm run screenshots` photographs, a function a screen. Each goes on from where the one before left the page. */
import { join } from 'node:path';
import { startBeacon, startFlood, startGuests } from './screenshots-peers.mjs';

/** @typedef {import('@playwright/test').Page} Page */

/** A page, and the folder its pictures go to. */
export class Camera {
  /**
   * @param {Page} page
   * @param {{ out: string, theme: 'dark' | 'light' }} options
   */
  constructor(page, { out, theme }) {
    this.page = page;
    this.out = out;
    this.theme = theme;
    this.timeline = page.getByRole('grid', { name: 'Timeline' });
    this.shown = page.getByRole('radiogroup', { name: 'Payload shown as' });
  }

  /** @param {string} name of a saved connection */
  async open(name) {
    await this.page.getByRole('treeitem', { name: new RegExp(`^${name},`) }).dblclick();
    await this.page.getByRole('tab', { name: new RegExp(name), selected: true }).waitFor();
  }

  /**
   * Answers with the port of the connection.
   * @param {string} button
   * @param {string} state
   */
  async start(button, state) {
    await this.page.getByRole('button', { name: button, exact: true }).click();
    const status = this.page.getByRole('status', { name: 'Connection' }).filter({ hasText: state });
    const port = /[\d\]]:(\d{4,5})\b/;
    await status.filter({ hasText: port }).waitFor();
    return Number(port.exec(await status.innerText())?.[1]);
  }

  /** @param {RegExp} name of a tab that is open */
  async toTab(name) {
    await this.page.getByRole('tab', { name }).first().click();
  }

  /**
   * The first row of that name, once it is there.
   * @param {RegExp} name
   */
  async row(name) {
    const row = this.timeline.getByRole('row', { name }).first();
    await row.waitFor();
    return row;
  }

  /** @param {'dark' | 'light'} theme */
  async switchTo(theme) {
    await this.page.getByRole('button', { name: `Switch to the ${theme} theme` }).click();
  }

  /** @param {string} name */
  async shoot(name) {
    // Where the pointer is, something is lit up.
    await this.page.mouse.move((this.page.viewportSize()?.width ?? 0) / 2, 1);
    const path = join(this.out, `${name}.png`);
    await this.page.screenshot({ path });
    console.log(path);
  }
}

/**
 * What a first start offers, with the tour.
 * @param {Camera} camera
 * @param {string} url
 */
export async function firstStart(camera, url) {
  const { page } = camera;
  await page.goto(url);
  const tour = page.getByRole('region', { name: 'Tour' });
  await tour.waitFor();
  await page.getByRole('tree', { name: 'Connections' }).waitFor();
  await camera.shoot('tour');
}

/** @param {Camera} camera */
async function chooseEnvironment({ page }) {
  await page.getByRole('combobox', { name: 'Environment' }).click();
  await page.getByRole('option', { name: /^staging/ }).click();
}

/** Every connection the later screens need. @param {Camera} camera */
async function connect(camera) {
  await camera.open('order stream');
  await camera.start('Connect', 'Open');
  await camera.open('matching engine');
  await camera.start('Connect', 'Open');
  await camera.open('sensor beacon');
  startBeacon(await camera.start('Listen', 'Listening'));
  await camera.open('mock server');
  await startGuests(await camera.start('Listen', 'Listening'));
}

/** @param {Camera} camera */
async function listener(camera) {
  const { page } = camera;
  await camera.row(/probe.*"n":2/);
  await page.getByRole('grid', { name: 'Peers' }).getByRole('row', { name: /open/i }).first().click();
  await (await camera.row(/checkout/)).click();
  await camera.shoot('listener');
}

/** @param {Camera} camera */
async function wire(camera) {
  const { page } = camera;
  const layer = page.getByRole('radiogroup', { name: 'Layer' });
  await layer.getByRole('radio', { name: 'Wire' }).click();
  await page.getByRole('tab', { name: 'Wire', exact: true }).click();
  await (await camera.row(/"hello","from":"checkout/)).click();
  await page.getByText('the shortest form').first().waitFor();
  await camera.shoot('wire');
  await layer.getByRole('radio', { name: 'Messages' }).click();
  await page.getByRole('tab', { name: 'Payload', exact: true }).click();
}

/** The main window in both themes. @param {Camera} camera */
async function main(camera) {
  const { page, timeline, theme } = camera;
  await camera.toTab(/order stream/);
  const saved = page.getByRole('tree', { name: 'Saved messages' }).getByRole('treeitem');
  const answers = { subscribe: /"partial"/, 'market order': /"accepted"/, heartbeat: /received pong.*hb01/ };
  for (const [name, answer] of Object.entries(answers)) {
    await saved.filter({ hasText: name }).click();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await timeline.getByRole('row', { name: answer }).waitFor();
  }
  await saved.filter({ hasText: 'subscribe' }).click();
  await timeline.getByRole('row', { name: /"filled"/ }).click();
  await page.getByRole('radio', { name: 'JSON tree' }).click();
  await page.getByRole('listbox', { name: 'JSON tree' }).waitFor();
  const other = theme === 'dark' ? 'light' : 'dark';
  await camera.shoot(`main-${theme}`);
  await camera.switchTo(other);
  await camera.shoot(`main-${other}`);
  await camera.switchTo(theme);
}

/** @param {Camera} camera */
async function payload(camera) {
  const { page, timeline, shown } = camera;
  await shown.getByRole('radio', { name: 'Hex' }).click();
  // Where the number begins that no double holds.
  await page.locator('.hex-view [data-at="22"]').first().click();
  await page.getByRole('table', { name: 'Readings' }).waitFor();
  await camera.shoot('hex');
  await timeline.getByRole('row', { name: /^received binary/ }).click();
  await shown.getByRole('radio', { name: 'Decoded' }).click();
  await page.getByText('MessagePack').first().waitFor();
  await camera.shoot('decoded');
}

/** @param {Camera} camera */
async function frame(camera) {
  const { page } = camera;
  const modes = page.getByRole('radiogroup', { name: 'Composer mode' });
  await modes.getByRole('radio', { name: 'Frame' }).click();
  await page.getByRole('button', { name: 'Presets' }).click();
  await page.getByRole('menuitem', { name: /ping of 126|126 bytes|126/i }).click();
  await camera.shoot('frame');
  await modes.getByRole('radio', { name: 'Text' }).click();
}

/** @param {Camera} camera */
async function handshake(camera) {
  const { page } = camera;
  await page.getByRole('tab', { name: 'Handshake' }).click();
  await camera.shoot('handshake');
  await page.getByRole('tab', { name: 'Payload', exact: true }).click();
}

/** @param {Camera} camera */
async function options(camera) {
  await camera.page.getByRole('button', { name: /^Options/ }).click();
  await camera.shoot('options');
  await camera.page.keyboard.press('Escape');
}

/** @param {Camera} camera */
async function palette(camera) {
  const { keyboard } = camera.page;
  await keyboard.press('Control+k');
  await keyboard.type('or');
  await camera.shoot('palette');
  await keyboard.press('Escape');
}

/** The export of a session, each format with what it is for. @param {Camera} camera */
async function exporting(camera) {
  const { page } = camera;
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('dialog', { name: 'Export', exact: true }).waitFor();
  await camera.shoot('export');
  await page.keyboard.press('Escape');
}

/** Variables of the workspace, and what generates values. @param {Camera} camera */
async function variables(camera) {
  const { page } = camera;
  await page.keyboard.press('Control+k');
  await page.keyboard.type('edit variables');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Variables' });
  await dialog.getByText('staging').first().click();
  await dialog.getByText('Generated values').click();
  await camera.shoot('variables');
  await page.keyboard.press('Escape');
}

/** @param {Camera} camera */
async function compare(camera) {
  const { page } = camera;
  await page.getByRole('button', { name: 'Compare transports' }).click();
  const dialog = page.getByRole('dialog', { name: 'Compare transports' });
  await dialog.getByRole('button', { name: 'Run' }).click();
  await dialog.getByRole('list', { name: 'Lines of the plot' }).getByRole('listitem').nth(5).waitFor();
  await dialog.locator('canvas').waitFor();
  await dialog.getByRole('button', { name: 'Run' }).focus();
  await camera.shoot('compare');
  await page.keyboard.press('Escape');
}

/** @param {Camera} camera */
async function failure(camera) {
  const { page } = camera;
  await page.keyboard.press('Alt+t');
  await page.keyboard.type('tcp://127.0.0.1:1');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await camera.shoot('failure');
}

/** A flood under way, followed, with its rates. @param {Camera} camera */
async function flood(camera) {
  const { page } = camera;
  const port = await startFlood();
  await page.keyboard.press('Alt+t');
  await page.keyboard.type(`tcp://127.0.0.1:${port}`);
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Framing' }).click();
  await page.getByRole('option', { name: /^Line/ }).click();
  await camera.row(/"n":\d{5}/);
  const rates = page.getByRole('button', { name: 'Rates over time' });
  if ((await rates.getAttribute('aria-expanded')) !== 'true') await rates.click();
  await page.locator('canvas').first().waitFor();
  await camera.row(/"n":\d{6}/);
  await camera.shoot('flood');
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
}

/** Two conversations with a feed side by side. @param {Camera} camera */
async function difference(camera) {
  const { page, timeline } = camera;
  await camera.toTab(/order stream/);
  const address = await page.getByRole('textbox', { name: 'Address', exact: true }).inputValue();
  await page.keyboard.press('Alt+t');
  await page.keyboard.type(address);
  await page.keyboard.press('Enter');
  await camera.row(/^open/i);
  await page
    .getByRole('textbox', { name: 'Message', exact: true })
    .fill('{"op":"subscribe","symbols":["ACME"]}');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await timeline.getByRole('row', { name: /"partial"/ }).waitFor();
  await camera.toTab(/order stream/);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('compare this session');
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Right session' }).click();
  await page.getByRole('option', { name: /^ws:/ }).first().click();
  await page.getByRole('status', { name: 'Totals' }).waitFor();
  const pairs = page.getByRole('grid', { name: 'Pairs of rows' });
  await pairs
    .getByRole('row', { name: /^changed, received/ })
    .first()
    .click();
  await page.getByRole('region', { name: 'Selected pair' }).getByRole('radiogroup').waitFor();
  await camera.shoot('difference');
  await page.keyboard.press('Alt+w');
}

/**
 * @param {Camera} camera
 * @param {string} url
 */
export async function photograph(camera, url) {
  await camera.page.goto(url);
  await camera.page.getByRole('tree', { name: 'Connections' }).waitFor();
  await chooseEnvironment(camera);
  await connect(camera);
  for (const scene of [
    listener,
    wire,
    main,
    payload,
    frame,
    handshake,
    options,
    palette,
    exporting,
    variables,
    compare,
    failure,
    flood,
    difference,
  ]) {
    await scene(camera);
  }
}
