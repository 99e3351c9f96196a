import { afterEach, expect, it } from 'vitest';
import { useRoom } from './room.js';
import { useTheme } from './theme.js';

function resizeTo(width: number, height: number): void {
  Object.assign(window, { innerWidth: width, innerHeight: height });
  window.dispatchEvent(new Event('resize'));
}

afterEach(() => {
  useTheme().zoom.value = 1;
  resizeTo(1024, 768);
});

it('stands panes beside each other from 820 px on, and one below another in less', () => {
  const { column } = useRoom();
  resizeTo(820, 600);
  expect(column.value).toBe(false);
  expect(document.documentElement.dataset['layout']).toBe('panes');
  resizeTo(819, 600);
  expect(column.value).toBe(true);
  expect(document.documentElement.dataset['layout']).toBe('column');
});

it('counts the px that are left at the zoom of the window', () => {
  const { column } = useRoom();
  resizeTo(1024, 700);
  expect(column.value).toBe(false);
  useTheme().zoom.value = 2;
  expect(column.value).toBe(true);
  expect(document.documentElement.style.getPropertyValue('--window-width')).toBe('512px');
  expect(document.documentElement.style.getPropertyValue('--window-height')).toBe('350px');
});
