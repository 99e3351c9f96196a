// The one import that brings the look: fonts (bundled, nothing is fetched), tokens, base.
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
// Signs for control characters (␊ ␛ ␀), which the two above lack; loaded when the first one is drawn.
import '@fontsource/noto-sans-symbols-2/symbols-400.css';
import './tokens.css';
import './base.css';
import './controls.css';
import './tints.css';
import './placeholders.css';
import './layers.css';
import './column.css';
import './reading.css';
import './forced-colors.css';
