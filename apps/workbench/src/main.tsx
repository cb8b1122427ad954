import './styles/main.css';
import { render } from 'preact';
import { App, startFailure } from './app.js';
import { resume } from './carrel.js';

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
void resume().then((error) => {
  startFailure.value = error;
});
