/** The frame of a tool's result: its head, what it is, and the button that closes it. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { IconButton } from '../shared/Button';

interface FrameProps {
  label: string;
  closeLabel: string;
  /** What is shown: another one takes the focus, the same one brought up to date leaves it. */
  subject: string;
  head: ComponentChildren;
  children: ComponentChildren;
  onClose: () => void;
}

/** Takes the focus when it comes, so that Escape closes it; the menu's button has it again then. */
export function ToolFrame({ label, closeLabel, subject, head, children, onClose }: FrameProps) {
  const frame = useRef<HTMLElement>(null);
  useEffect(() => {
    frame.current?.focus({ preventScroll: true });
    // In a small view it comes below what is on screen.
    frame.current?.scrollIntoView({ block: 'nearest' });
  }, [subject]);
  const close = (): void => {
    onClose();
    document.querySelector<HTMLElement>('.context-actions button')?.focus();
  };
  return (
    <section
      class="tool-pane"
      aria-label={label}
      tabIndex={-1}
      ref={frame}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        close();
      }}
    >
      <header class="tool-head">
        <div class="tool-title">{head}</div>
        <IconButton icon="close" label={closeLabel} onClick={close} />
      </header>
      {children}
    </section>
  );
}
