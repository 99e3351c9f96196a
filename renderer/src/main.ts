import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { openHost } from './host/index.js';
import { useBootStore } from './stores/boot.js';
import { useHostStore } from './stores/host.js';
import { trustOwnThreads } from './trusted-types.js';
import './ui/styles.js';

trustOwnThreads();
const app = createApp(App);
app.use(createPinia());
useHostStore().attach(openHost());
const boot = useBootStore();
boot.follow();
void boot.run();
app.mount('#app');
