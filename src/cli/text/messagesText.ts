/** Messages and parts for people: one heading a message, tool calls by name and arguments, media only named. */
import type { Message, Part } from '../../core/trace/model';
import type { Style } from './style';
import { oneLine, visible } from './visible';

export function messagesText(messages: Message[], style: Style): string[] {
  return messages.flatMap((message) => [
    style('bold', `── ${message.role}${message.name === undefined ? '' : ` ${oneLine(message.name)}`}`),
    ...message.parts.flatMap(partLines),
    '',
  ]);
}

export function partsText(title: string, parts: Part[], style: Style): string[] {
  return [style('bold', `── ${title}`), ...parts.flatMap(partLines), ''];
}

function partLines(part: Part): string[] {
  switch (part.type) {
    case 'text':
      return visible(part.text).split('\n');
    case 'refusal':
      return [`(refusal) ${visible(part.text)}`];
    case 'reasoning':
      return [`(reasoning) ${part.text === '' && part.encrypted !== undefined ? 'encrypted' : visible(part.text)}`];
    case 'toolCall':
      return [`(tool call) ${oneLine(part.name)} ${visible(part.arguments)}`];
    case 'toolResult':
      return [
        `(tool result${part.isError === true ? ', error' : ''}) ${oneLine(part.name ?? part.id ?? '')}`,
        ...part.parts.flatMap(partLines),
      ];
    case 'unknown':
      return [`(unknown part) ${visible(JSON.stringify(part.raw))}`];
    case 'image':
    case 'audio':
    case 'file':
      return [
        `(${[part.type, part.mimeType, part.name]
          .filter((each) => each !== undefined)
          .map(oneLine)
          .join(', ')})`,
      ];
  }
}
