import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const NO_HTML = 'Text from traces is hostile: build nodes, never HTML.';

const limits = {
  'max-lines': ['error', { max: 400 }],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
  'max-params': ['error', 4],
  eqeqeq: 'error',
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'no-restricted-syntax': [
    'error',
    { selector: "MemberExpression[property.name='innerHTML']", message: NO_HTML },
    { selector: "MemberExpression[property.name='outerHTML'][parent.type='AssignmentExpression']", message: NO_HTML },
    { selector: "MemberExpression[property.name='insertAdjacentHTML']", message: NO_HTML },
    { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: NO_HTML },
    { selector: "JSXAttribute[name.name='innerHTML']", message: NO_HTML },
    { selector: "Property[key.name='dangerouslySetInnerHTML']", message: NO_HTML },
  ],
};

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      'dist/',
      'out-test/',
      'out-test-*/',
      '.types/',
      '.vscode-test/',
      '.screenshots/',
      '.context-debugger/',
      'src/core/generated/',
      'examples/',
      'test/fixtures/',
    ],
  },
  js.configs.recommended,
  { rules: limits },
  {
    files: ['**/*.js', '**/*.cjs', '**/*.mjs'],
    languageOptions: {
      ecmaVersion: 2023,
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'Buffer',
          'URL',
          'URLSearchParams',
          'fetch',
          'performance',
          'AbortController',
          'AbortSignal',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'setImmediate',
          'structuredClone',
          'TextDecoder',
          'TextEncoder',
          'document',
          'window',
          'globalThis',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { require: 'readonly', module: 'writable', __dirname: 'readonly' },
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // vscode's Disposable is met by shape: many of its calls return objects that no constructor of ours made.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A number in a sentence reads well as it is.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
    },
  },
  {
    files: ['test/**/*.ts', 'test/**/*.tsx'],
    rules: {
      'max-lines-per-function': 'off',
      // Assertions read better so: a test that meets undefined fails anyway.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
);
