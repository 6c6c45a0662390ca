export const partTexts = {
  toolCall: 'tool call',
  toolResult: 'tool result',
  toolError: 'The tool reported an error.',
  reasoning: 'reasoning',
  hiddenReasoning: '(not in this log: the provider keeps it encrypted)',
  refusal: 'refusal',
  unknown: 'a part of a kind that is not known here',
};
