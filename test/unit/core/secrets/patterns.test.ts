import assert from 'node:assert/strict';
import { countSecrets, findSecrets } from '../../../../src/core/secrets/patterns';

const mixed = (length: number): string => 'a1B2c3D4e5F6g7H8'.repeat(20).slice(0, length);
const kinds = (text: string): string[] => findSecrets(text).map(({ kind }) => kind);

describe('secrets', () => {
  const planted: [kind: string, secret: string][] = [
    ['OpenAI key', `sk-${mixed(48)}`],
    ['OpenAI key', `sk-proj-${mixed(64)}`],
    ['Anthropic key', `sk-ant-api03-${mixed(80)}`],
    ['AWS access key', 'AKIAABCD1234EFGH5678'],
    ['GitHub token', `ghp_${mixed(36)}`],
    ['GitHub token', `github_pat_${mixed(60)}`],
    ['Google API key', `AIza${mixed(35)}`],
    ['Slack token', `xoxb-${mixed(40)}`],
    ['private key', `-----BEGIN RSA PRIVATE KEY-----\n${mixed(64)}\n-----END RSA PRIVATE KEY-----`],
    ['JSON web token', `eyJ${mixed(20)}.eyJ${mixed(40)}.${mixed(40)}`],
    ['bearer token', mixed(30)],
    ['password', 'x9Kqv7Rt2'],
  ];
  const around: Record<string, [string, string]> = {
    'bearer token': ['Authorization: Bearer ', ''],
    password: ['password = "', '"'],
  };
  for (const [kind, secret] of planted) {
    it(`finds a planted ${kind} at its place`, () => {
      const [before, after] = around[kind] ?? ['the key is ', ', keep it'];
      const text = `Hello, ${before}${secret}${after}.`;
      assert.deepEqual(findSecrets(text), [{ kind, start: 7 + before.length, end: 7 + before.length + secret.length }]);
    });
  }

  it('finds none in what only looks like one', () => {
    for (const text of [
      'the password: please choose one',
      'password={{password}}',
      'api_key: ${API_KEY_2}',
      'task-based-learning-is-a-method-of-teaching',
      'a bearer of good news came yesterday at noon',
      'sk-learn and sk-based-preprocessing-pipelines',
      'SHA 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    ]) {
      assert.deepEqual(kinds(text), [], text);
    }
  });

  it('counts by kind', () => {
    const key = `ghp_${mixed(36)}`;
    assert.deepEqual(countSecrets([key, `x ${key} AKIAABCD1234EFGH5678`]), [
      { kind: 'GitHub token', count: 2 },
      { kind: 'AWS access key', count: 1 },
    ]);
  });

  it('ends soon on hostile text', () => {
    const hostile = [
      'eyJ',
      'eyJ-',
      'eyJaaaaaaaa.',
      'sk-',
      'sk-a',
      'Bearer ',
      'password=',
      'password:"',
      'a',
      ' ',
      '-----BEGIN PRIVATE KEY-----',
      'eyJaaaaaaaa.eyJbbbbbbbb.',
      'xoxb-',
      'pwd =',
    ];
    for (const piece of hostile) {
      const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
      const before = process.cpuUsage().user;
      findSecrets(text);
      const seconds = (process.cpuUsage().user - before) / 1e6;
      assert.ok(seconds < 3, `${piece}: ${seconds} s of CPU`);
    }
  }).timeout(60_000);
});
