import { switchTheme, theme } from '../theme.js';
import { Icon } from './icon.js';

export function ThemeButton() {
  const isDark = theme.value === 'dark';
  return (
    <button class="icon-button" aria-label={isDark ? 'Light colours' : 'Dark colours'} onClick={switchTheme}>
      <Icon name={isDark ? 'sun' : 'moon'} />
    </button>
  );
}
