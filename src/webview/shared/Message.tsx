import type { ComponentChildren } from 'preact';
import { Icon } from './Icon';

interface MessageProps {
  tone: 'empty' | 'busy' | 'failure';
  /** A sentence: what happened, and what to do next. */
  text: string;
  /** The button for the next step. */
  children?: ComponentChildren;
}

const ICONS = { empty: 'info', busy: 'loading', failure: 'error' };

/** What stands where there is nothing to show. */
export const Message = ({ tone, text, children }: MessageProps) => (
  <div class={`message message-${tone}`} role={tone === 'failure' ? 'alert' : 'status'}>
    <Icon name={ICONS[tone]} spin={tone === 'busy'} />
    <p>{text}</p>
    {children}
  </div>
);
