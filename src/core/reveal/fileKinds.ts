/** What a file's name says of how likely a prompt was written there. Never reads the file. */
import type { SourceForm } from './canonical';

interface FileKind {
  pattern: RegExp;
  /** Times the share that is covered. */
  weight: number;
}

const SOURCE_WEIGHT = 1;

/** The first that fits; paths have forward slashes. */
const KINDS: readonly FileKind[] = [
  // Made by programs: it holds copies of prompts and is where nobody edits them.
  {
    pattern: /(?:^|\/)(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|uv\.lock|cargo\.lock|go\.sum)$/i,
    weight: 0.05,
  },
  { pattern: /\.(?:log|jsonl|ndjson|har|csv|tsv|map|snap|min\.js|ipynb_checkpoints)$/i, weight: 0.15 },
  { pattern: /(?:^|\/)(?:logs?|traces?|runs?|recordings?|cassettes?|__snapshots__|snapshots?)\//i, weight: 0.15 },
  { pattern: /(?:^|\/)(?:dist|build|out|target|coverage|\.next|generated|vendor|third_party)\//i, weight: 0.15 },
  {
    pattern:
      /(?:^|\/)(?:tests?|__tests__|specs?|fixtures?|e2e|testdata)\/|[._-](?:test|spec)\.[a-z]+$|(?:^|\/)test_[^/]*\.py$/i,
    weight: 0.4,
  },
  {
    pattern:
      /(?:^|\/)(?:prompts?|instructions?)\/|\.(?:prompt|prompty|jinja2?|j2|hbs|mustache|liquid|tmpl)$|prompt[^/]*\.(?:md|txt|ya?ml|json|toml)$/i,
    weight: 1.15,
  },
  // They state what the code assembles.
  { pattern: /\.context\.(?:ya?ml|json)$/i, weight: 0.9 },
  { pattern: /(?:^|\/)(?:readme|changelog|history|news)[^/]*$|(?:^|\/)docs?\//i, weight: 0.6 },
];

export const weightOfFile = (path: string): number =>
  KINDS.find(({ pattern }) => pattern.test(path))?.weight ?? SOURCE_WEIGHT;

/** What was logged or replayed is never where a prompt was written. */
export const isRecorded = (path: string): boolean => /\.(?:trace|replay|cases)\.jsonl$|\.otlp\.jsonl?$/i.test(path);

const PLAIN =
  /\.(?:md|mdx|markdown|txt|rst|adoc|prompt|prompty|jinja2?|j2|hbs|handlebars|mustache|liquid|tmpl|html?)$/i;

export const formOfFile = (path: string): SourceForm => (PLAIN.test(path) ? 'plain' : 'code');

const CODE =
  /\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|kt|kts|cs|php|swift|scala|ex|exs|clj|dart|lua|pl|r|jl|sh|ipynb|ya?ml|toml|json)$/i;

/** Files that may name a prompt file and read it. */
export const mayNameFiles = (path: string): boolean => CODE.test(path) && weightOfFile(path) > 0.3;
