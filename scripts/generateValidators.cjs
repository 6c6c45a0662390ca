// Compiles schemas/*.schema.json to functions, so that no schema is compiled (by `new Function`) where the extension runs.
const fs = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');
const Ajv2020 = require('ajv/dist/2020').default;
const Ajv = require('ajv').default;
const standaloneCode = require('ajv/dist/standalone').default;

// Keywords that editors read and that validation ignores.
const EDITOR_KEYWORDS = [
  'markdownDescription',
  'enumDescriptions',
  'markdownEnumDescriptions',
  'defaultSnippets',
  'deprecationMessage',
];
const OPTIONS = {
  allErrors: true,
  strict: true,
  allowUnionTypes: true,
  strictTypes: false,
  strictRequired: false,
  strictTuples: false,
  // `format` is a hint to editors; core checks times itself and says where they are wrong.
  validateFormats: false,
  code: { source: true, esm: true, optimize: true },
};
const DECLARATION = `export interface SchemaError {
  instancePath: string;
  schemaPath: string;
  keyword: string;
  params: Record<string, unknown>;
  message?: string;
}
declare const validate: {
  (data: unknown): boolean;
  errors?: SchemaError[] | null;
};
export default validate;
`;

// Completion and hover read it where the extension runs.
const AS_DATA = { 'context-document.schema.json': 'contextDocumentSchema' };
const DATA_DECLARATION = 'declare const schema: object;\nexport default schema;\n';

function readSchemas(folder) {
  if (!fs.existsSync(folder)) return [];
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.schema.json'));
  return files.sort().map((file) => {
    const schema = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
    return { file, id: schema.$id ?? file, schema };
  });
}

function validatorName(file) {
  const words = file.replace(/\.schema\.json$/, '').split(/[-.]/);
  return (
    words.map((word, index) => (index === 0 ? word : word[0].toUpperCase() + word.slice(1))).join('') + 'Validator'
  );
}

/** Validators of one dialect may refer to each other by $id or file name. */
function compilerFor(schemas) {
  const is2020 = schemas.some(({ schema }) => String(schema.$schema).includes('2020-12'));
  const ajv = new (is2020 ? Ajv2020 : Ajv)(OPTIONS);
  ajv.addVocabulary(EDITOR_KEYWORDS);
  for (const { id, schema } of schemas) ajv.addSchema(schema, id);
  return ajv;
}

/** ajv's output requires its run-time helpers even as an ES module: they are bundled in. */
async function selfContained(code, resolveDir) {
  const result = await esbuild.build({
    stdin: { contents: code, resolveDir, loader: 'js' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  return result.outputFiles[0].text;
}

function writeIfChanged(file, text) {
  if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text) return;
  fs.writeFileSync(file, text);
}

async function generateValidators(root) {
  const schemas = readSchemas(path.join(root, 'schemas'));
  const out = path.join(root, 'src/core/generated');
  fs.mkdirSync(out, { recursive: true });
  const ajv = compilerFor(schemas);
  const wanted = new Set();
  for (const { file, id } of schemas) {
    const name = validatorName(file);
    const code = await selfContained(standaloneCode(ajv, ajv.getSchema(id)), root);
    writeIfChanged(path.join(out, `${name}.js`), code);
    writeIfChanged(path.join(out, `${name}.d.ts`), DECLARATION);
    wanted.add(`${name}.js`).add(`${name}.d.ts`);
  }
  for (const { file, schema } of schemas.filter((each) => AS_DATA[each.file])) {
    writeIfChanged(path.join(out, `${AS_DATA[file]}.js`), `export default ${JSON.stringify(schema)};\n`);
    writeIfChanged(path.join(out, `${AS_DATA[file]}.d.ts`), DATA_DECLARATION);
    wanted.add(`${AS_DATA[file]}.js`).add(`${AS_DATA[file]}.d.ts`);
  }
  for (const file of fs.readdirSync(out)) if (!wanted.has(file)) fs.rmSync(path.join(out, file));
}

module.exports = { generateValidators };
