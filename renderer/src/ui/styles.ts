// The one import that brings the look: fonts (bundled, nothing is fetched), tokens, base.
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './tokens.css';
import './base.css';
import './controls.css';
import './layers.css';
