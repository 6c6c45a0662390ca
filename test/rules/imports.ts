/** Reads the imports of a source file and judges them by layer; `layers.test.ts` runs it over src/. */
import * as path from 'node:path';
import ts from 'typescript';

export interface SourceFile {
  /** From the root, with forward slashes: `src/core/trace/model.ts`. */
  path: string;
  text: string;
}

export interface Finding {
  rule: string;
  path: string;
  detail: string;
}

const MAX_LINES = 400;

/** The layers that each layer may import besides itself. */
const EDGES: Record<string, readonly string[]> = {
  core: [],
  protocol: ['core'],
  node: ['core', 'protocol'],
  workers: ['core', 'protocol', 'node'],
  host: ['core', 'protocol', 'node'],
  cli: ['core', 'protocol', 'node'],
  webview: ['core', 'protocol'],
};

const WITHOUT_NODE = ['core', 'protocol', 'webview'];

/** Each library and the one file, or (ending in a slash) the one folder, that may import it. */
const ADAPTERS: Record<string, string> = {
  openai: 'src/node/providers/openai.ts',
  '@huggingface/tokenizers': 'src/node/huggingFace.ts',
  minimatch: 'src/node/files.ts',
  diff: 'src/core/compare/jsdiff.ts',
  yaml: 'src/core/context/yaml.ts',
  preact: 'src/webview/',
};

/** What would make equal input give unequal output. (DOM and node globals core cannot see: its tsconfig has neither.) */
const IMPURE_MEMBERS = ['Date.now', 'Math.random', 'performance.now', 'globalThis.crypto'];
const IMPURE_GLOBALS = ['crypto', 'setTimeout', 'setInterval'];

export const layerOf = (file: string): string => file.split('/')[1] ?? '';

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const parse = (file: SourceFile): ts.SourceFile =>
  ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : undefined;
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
    return node.argument.literal.text;
  }
  if (!ts.isCallExpression(node)) return undefined;
  const [argument] = node.arguments;
  const isImport =
    node.expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(node.expression) && node.expression.text === 'require');
  return isImport && argument && ts.isStringLiteral(argument) ? argument.text : undefined;
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => {
    walk(child, visit);
  });
}

export function importsOf(file: SourceFile): string[] {
  const found: string[] = [];
  walk(parse(file), (node) => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) found.push(specifier);
  });
  return found;
}

/** Imports that are left when types are gone: only these can make a cycle at run time. */
function runtimeImportsOf(file: SourceFile): string[] {
  return parse(file).statements.flatMap((statement) => {
    if (ts.isImportDeclaration(statement) && statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword)
      return [];
    if (ts.isExportDeclaration(statement) && statement.isTypeOnly) return [];
    return specifierOf(statement) ?? [];
  });
}

function judgeImport(file: SourceFile, specifier: string): Finding[] {
  const layer = layerOf(file.path);
  const finding = (rule: string): Finding[] => [{ rule, path: file.path, detail: specifier }];
  if (specifier.startsWith('.')) {
    const target = layerOf(path.posix.join(path.posix.dirname(file.path), specifier));
    return target === layer || EDGES[layer]?.includes(target) ? [] : finding('edge');
  }
  if (specifier === 'vscode') return layer === 'host' ? [] : finding('vscode outside host');
  if (specifier.startsWith('node:')) return WITHOUT_NODE.includes(layer) ? finding('node: in a layer without it') : [];
  const adapter = ADAPTERS[packageOf(specifier)];
  if (adapter === undefined) return finding('library without an adapter');
  const allowed = adapter.endsWith('/') ? file.path.startsWith(adapter) : file.path === adapter;
  return allowed ? [] : finding('library outside its adapter');
}

/** The impure thing that a node reaches for, if it does: a global, a member of one, or the clock by `new Date()`. */
function impureNameAt(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node)) {
    return node.expression.getText() === 'Date' && !node.arguments?.length ? 'new Date()' : undefined;
  }
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText();
    if (IMPURE_MEMBERS.includes(text)) return text;
    const owner = node.expression.getText();
    return IMPURE_GLOBALS.includes(owner) ? owner : undefined;
  }
  if (ts.isCallExpression(node)) {
    const callee = node.expression.getText();
    return IMPURE_GLOBALS.includes(callee) ? callee : undefined;
  }
  return undefined;
}

function impureNames(file: SourceFile): Finding[] {
  if (layerOf(file.path) !== 'core') return [];
  const found: Finding[] = [];
  walk(parse(file), (node) => {
    const name = impureNameAt(node);
    if (name !== undefined) found.push({ rule: 'impure core', path: file.path, detail: name });
  });
  return found;
}

function isBarrel(file: SourceFile): boolean {
  const { statements } = parse(file);
  const reExports = statements.filter((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier);
  const rest = statements.filter(
    (statement) => !ts.isExportDeclaration(statement) && !ts.isImportDeclaration(statement),
  );
  return reExports.length > 0 && rest.length === 0;
}

const lineCount = (text: string): number => text.trimEnd().split('\n').length;

/** Everything that is wrong with one file by itself. */
export function judgeFile(file: SourceFile): Finding[] {
  const findings = importsOf(file).flatMap((specifier) => judgeImport(file, specifier));
  findings.push(...impureNames(file));
  if (isBarrel(file)) findings.push({ rule: 'barrel', path: file.path, detail: 're-exports only' });
  const lines = lineCount(file.text);
  if (lines > MAX_LINES) findings.push({ rule: 'too long', path: file.path, detail: `${lines} lines` });
  return findings;
}

function resolve(from: string, specifier: string, known: ReadonlySet<string>): string | undefined {
  // A library may be called as its adapter is: 'yaml' in yaml.ts.
  if (!specifier.startsWith('.')) return undefined;
  const base = path.posix.join(path.posix.dirname(from), specifier);
  return [base, `${base}.ts`, `${base}.tsx`, `${base}/index.ts`].find((candidate) => known.has(candidate));
}

function graphOf(files: readonly SourceFile[]): Map<string, string[]> {
  const known = new Set(files.map((file) => file.path));
  const targets = (file: SourceFile): string[] =>
    runtimeImportsOf(file).flatMap((specifier) => resolve(file.path, specifier, known) ?? []);
  return new Map(files.map((file) => [file.path, targets(file)]));
}

/** The first import cycle, as the paths along it. Type-only imports leave no trace at run time and do not count. */
export function findCycle(files: readonly SourceFile[]): string[] | undefined {
  const graph = graphOf(files);
  const done = new Set<string>();
  const visit = (file: string, trail: string[]): string[] | undefined => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...trail, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}
