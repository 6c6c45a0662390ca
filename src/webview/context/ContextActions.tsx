/** The overflow menu of the context panel's header: everything besides Replay. A menu button as the editor has them. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ContextActionId, ContextSnapshot } from '../../protocol/contextApi';
import { Icon } from '../shared/Icon';
import { CONTEXT_ACTIONS, menuMatch, menuTarget, type ContextAction } from './actionTable';
import { texts } from './texts';
import './actionMenu.css';

interface ContextActionsProps {
  snapshot: ContextSnapshot;
  onAction: (id: ContextActionId) => void;
}

const MENU_ID = 'context-actions';

export function ContextActions({ snapshot, onAction }: ContextActionsProps) {
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const actions = CONTEXT_ACTIONS.filter((action) => action.isOffered(snapshot));
  if (actions.length === 0) return null;
  const close = (returnFocus: boolean): void => {
    setIsOpen(false);
    if (returnFocus) button.current?.focus();
  };
  return (
    <div class="context-actions">
      <button
        type="button"
        class="icon-button"
        ref={button}
        aria-label={texts.moreActions}
        title={texts.moreActions}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? MENU_ID : undefined}
        onClick={() => setIsOpen(!isOpen)}
        onKeyDown={(event) => {
          if (isOpen || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
          event.preventDefault();
          setIsOpen(true);
        }}
      >
        <Icon name="ellipsis" />
      </button>
      {isOpen && (
        <Menu
          actions={actions}
          onClose={close}
          onChoose={(id) => {
            close(true);
            onAction(id);
          }}
        />
      )}
    </div>
  );
}

interface MenuProps {
  actions: readonly ContextAction[];
  onClose: (returnFocus: boolean) => void;
  onChoose: (id: ContextActionId) => void;
}

function Menu({ actions, onClose, onChoose }: MenuProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => rowsOf(list.current)[0]?.focus(), []);
  const keyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      onClose(true);
      return;
    }
    const rows = rowsOf(list.current);
    const index = rows.findIndex((row) => row === document.activeElement);
    const labels = actions.map(({ label }) => label);
    const target = menuTarget(event.key, index, rows.length) ?? menuMatch(event.key, index, labels);
    if (target === undefined) return;
    event.preventDefault();
    rows[target]?.focus();
  };
  return (
    <div
      class="action-menu"
      role="menu"
      id={MENU_ID}
      aria-label={texts.moreActions}
      ref={list}
      onKeyDown={keyDown}
      onFocusOut={({ relatedTarget, currentTarget }) => {
        // The button closes the menu itself; a click elsewhere leaves the focus where it went.
        const isInside = relatedTarget instanceof Node && currentTarget.parentElement?.contains(relatedTarget);
        if (!isInside) onClose(false);
      }}
    >
      {actions.map(({ id, label, icon }) => (
        <button type="button" role="menuitem" class="action-row" tabIndex={-1} key={id} onClick={() => onChoose(id)}>
          <Icon name={icon} />
          {label}
        </button>
      ))}
    </div>
  );
}

const rowsOf = (list: HTMLElement | null): HTMLElement[] => [
  ...(list?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? []),
];
