/** The parts of a message in words and blocks: text, tool calls, reasoning, what is no text by its name and size. */
import type { ComponentChildren } from 'preact';

import type { Part } from '../../core/trace/model';
import { assertNever } from './assertNever';
import { describeMedia } from './format';
import { Icon } from './Icon';
import { LongText } from './LongText';
import { partTexts as texts } from './partTexts';
import { SafeText } from './SafeText';

export const Parts = ({ parts }: { parts: readonly Part[] }) => (
  <>
    {parts.map((part, index) => (
      <PartView key={index} part={part} />
    ))}
  </>
);

const prettyJson = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};

function PartView({ part }: { part: Part }) {
  switch (part.type) {
    case 'text':
      return <TextBlock text={part.text} />;
    case 'toolCall':
      return (
        <Titled icon="symbol-method" title={`${texts.toolCall} ${part.name}`} note={part.id}>
          <TextBlock text={prettyJson(part.arguments)} />
        </Titled>
      );
    case 'toolResult':
      return (
        <Titled icon="output" title={`${texts.toolResult} ${part.name ?? ''}`} note={part.id}>
          {part.isError && <p class="part-error">{texts.toolError}</p>}
          <Parts parts={part.parts} />
        </Titled>
      );
    case 'reasoning':
      return (
        <Titled icon="lightbulb" title={texts.reasoning}>
          <TextBlock text={part.text || texts.hiddenReasoning} />
        </Titled>
      );
    case 'refusal':
      return (
        <Titled icon="circle-slash" title={texts.refusal}>
          <TextBlock text={part.text} />
        </Titled>
      );
    case 'image':
    case 'audio':
    case 'file':
      return <Titled icon={part.type === 'image' ? 'file-media' : 'file'} title={describeMedia(part)} />;
    case 'unknown':
      return (
        <Titled icon="question" title={texts.unknown}>
          <TextBlock text={JSON.stringify(part.raw, null, 2)} />
        </Titled>
      );
    default:
      return assertNever(part);
  }
}

const TextBlock = ({ text }: { text: string }) => (
  <div class="text-block">
    <LongText text={text} />
  </div>
);

interface TitledProps {
  icon: string;
  title: string;
  note?: string | undefined;
  children?: ComponentChildren;
}

const Titled = ({ icon, title, note, children }: TitledProps) => (
  <div class="part">
    <p class="part-title">
      <Icon name={icon} /> <SafeText text={title} />
      {note !== undefined && (
        <span class="dim part-id">
          <SafeText text={note} />
        </span>
      )}
    </p>
    {children}
  </div>
);
