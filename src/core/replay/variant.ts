/**
 * What identifies a variant: its spec, never its name. Owns the id rule of design §5 and what a document's or prompt's
 * base is; never reads a file and never hashes by itself.
 */
import type { ContextDocument, Section } from '../context/model';
import type { JsonObject, JsonValue } from '../trace/model';
import { canonicalJson } from './canonicalJson';
import type { Sha256, Variant, VariantSpec } from './model';

const ID_DIGITS = 12;

export function variantId(spec: VariantSpec, sha256: Sha256): string {
  return sha256(canonicalJson(asJson(spec))).slice(0, ID_DIGITS);
}

export function makeVariant(name: string, spec: VariantSpec, sha256: Sha256): Variant {
  return { id: variantId(spec, sha256), name, spec };
}

/** `base` of a plain prompt file. */
export function promptBase(text: string, sha256: Sha256): string {
  return `prompt:${sha256(text)}`;
}

/** `base` of a context document: where it lies and how its files are named makes no difference, what they hold does. */
export function documentBase(
  document: ContextDocument,
  textOf: (path: string) => string | undefined,
  sha256: Sha256,
): string {
  const { sample: _sample, ...rest } = document;
  const inlined = { ...rest, sections: document.sections.map((section) => inlineFiles(section, textOf)) };
  return `document:${sha256(canonicalJson(asJson(inlined)))}`;
}

function inlineFiles(section: Section, textOf: (path: string) => string | undefined): Section {
  const { content, overflow } = section;
  const text = content.type === 'file' ? textOf(content.path) : undefined;
  const fallback = overflow.fallback?.file === undefined ? undefined : textOf(overflow.fallback.file);
  return {
    ...section,
    content: text === undefined ? content : { type: 'text', text },
    overflow: fallback === undefined ? overflow : { ...overflow, fallback: { text: fallback } },
  };
}

/** Types of this project that hold only JSON; an interface without index signature needs saying so. */
function asJson(value: VariantSpec | ContextDocument | Omit<ContextDocument, 'sample'>): JsonObject {
  return value as unknown as { [key: string]: JsonValue };
}
