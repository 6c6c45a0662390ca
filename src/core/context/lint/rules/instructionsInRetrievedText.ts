/** Text from outside that speaks to the model: a retrieved document or a tool result that gives orders. */
import { excerptOf, placeOf } from '../texts';
import { memoText } from '../textMemo';
import type { LintFinding, LintRule, LintText } from '../model';

const ORDERS: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:previous|prior|above|earlier|preceding|all|your|system)\b[^.\n]{0,30}\b(?:instructions?|prompts?|rules|messages?|directions)\b/i,
  /\byou are now (?:a|an|in|the|acting)\b/i,
  /\b(?:reveal|print|repeat|show|output)\b[^.\n]{0,30}\b(?:system|hidden|initial|developer) (?:prompt|instructions?|message)\b/i,
  /\b(?:do not|don't|never) (?:tell|inform|mention (?:this )?to|alert) the user\b/i,
  /<\/?(?:system|assistant|instructions?)>|<\|im_start\|>|\[\/?INST\]|\bBEGIN (?:SYSTEM|ADMIN) (?:PROMPT|MESSAGE)\b/i,
  /\b(?:note|message|instructions?|attention)[^.\n]{0,12} (?:to|for) (?:the |any )?(?:AI|LLM|language model|assistant|chatbot|agent)\b/i,
];

const orderIn = memoText((text): { found?: string } => {
  for (const order of ORDERS) {
    const match = order.exec(text);
    if (match) return { found: match[0] };
  }
  return {};
});

export const instructionsInRetrievedText: LintRule = {
  id: 'instructions-in-retrieved-text',
  title: 'A retrieved document or a tool result gives the model orders.',
  level: 'warning',
  isDefault: false,
  check: ({ texts }) => texts.flatMap(findingOf),
};

function findingOf(text: LintText): LintFinding[] {
  const { section, form, unitId, path } = text;
  const isOutside = form === 'item' || form === 'toolResult' || section.kind === 'documents';
  const found = isOutside ? orderIn(text.text).found : undefined;
  if (found === undefined) return [];
  const message = `${placeOf(text)} speaks to the model: "${excerptOf(found)}". Mark text from outside as data, or take this out.`;
  return [
    {
      sectionId: section.id,
      ...(unitId === undefined ? {} : { unitId }),
      message: message.charAt(0).toUpperCase() + message.slice(1),
      path,
      near: found,
      excerpt: excerptOf(found),
    },
  ];
}
