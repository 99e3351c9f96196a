import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { openHost } from './host/index.js';
import { speak } from './language/index.js';
import { useBootStore } from './stores/boot.js';
import { useHostStore } from './stores/host.js';
import { useTroublesStore } from './stores/troubles.js';
import { trustOwnThreads } from './trusted-types.js';
import './ui/styles.js';

trustOwnThreads();
// Until the settings are known, the system's language: what cannot be reached is said in it, too.
void speak('system');
const app = createApp(App);
app.use(createPinia());
useHostStore().attach(openHost());
const troubles = useTroublesStore();
// Vue would keep what fails in a component from the window, which hears of everything else.
app.config.errorHandler = (error) => reportError(error);
addEventListener('error', ({ error, message }: ErrorEvent) => troubles.note(error ?? message));
addEventListener('unhandledrejection', ({ reason }) => troubles.note(reason));
const boot = useBootStore();
boot.follow();
void boot.run();
app.mount('#app');
