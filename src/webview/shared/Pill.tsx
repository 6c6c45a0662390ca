import type { ComponentChildren } from 'preact';
import { Icon } from './Icon';

export type Tone = 'plain' | 'good' | 'warning' | 'bad' | 'accent';

interface PillProps {
  tone?: Tone;
  icon?: string;
  title?: string;
  children: ComponentChildren;
}

/** A short state in words; the tone's colour repeats what the words say. */
export const Pill = ({ tone = 'plain', icon, title, children }: PillProps) => (
  <span class={`pill tone-${tone}`} title={title}>
    {icon && <Icon name={icon} />}
    <span class="pill-text">{children}</span>
  </span>
);
