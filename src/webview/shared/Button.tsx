import type { ComponentChildren } from 'preact';
import { Icon } from './Icon';

interface ButtonProps {
  onClick: () => void;
  children: ComponentChildren;
  icon?: string;
  kind?: 'primary' | 'secondary' | 'quiet' | 'link';
  title?: string;
  disabled?: boolean;
}

export const Button = ({ onClick, children, icon, kind = 'secondary', title, disabled = false }: ButtonProps) => (
  <button type="button" class={`button ${kind}`} onClick={onClick} title={title} disabled={disabled}>
    {icon && <Icon name={icon} />}
    {children}
  </button>
);

interface IconButtonProps {
  icon: string;
  /** What it does: its name for a screen reader and its tooltip. */
  label: string;
  onClick: () => void;
  disabled?: boolean;
  tabIndex?: number;
}
export const IconButton = ({ icon, label, onClick, disabled = false, tabIndex }: IconButtonProps) => (
  <button
    type="button"
    class="icon-button"
    aria-label={label}
    title={label}
    tabIndex={tabIndex}
    onClick={onClick}
    disabled={disabled}
  >
    <Icon name={icon} />
  </button>
);
