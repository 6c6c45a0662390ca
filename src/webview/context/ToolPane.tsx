/** A tool's result in place of table and payload. Loaded when the first tool has one: LazyToolPane. */
import type { ContextToolPane } from '../../protocol/contextTools';
import { Comparison } from './Comparison';
import { ConformanceView } from './ConformanceView';
import type { ContextSource } from './contextSource';

export interface ToolPaneProps {
  pane: ContextToolPane;
  source: ContextSource;
  onSelect: (sectionId: string) => void;
  onClose: () => void;
}

export function ToolPane({ pane, source, onSelect, onClose }: ToolPaneProps) {
  switch (pane.type) {
    case 'comparison':
      return <Comparison comparison={pane.comparison} onSelect={onSelect} onClose={onClose} />;
    case 'conformance':
      return (
        <ConformanceView
          report={pane.report}
          onClose={onClose}
          onOpen={(callId, section) => {
            if (section !== undefined) onSelect(section);
            source.openReportedCall(callId).catch(() => undefined);
          }}
        />
      );
  }
}
