/** The keys of an interface in the sources, so that what is written down can be held to the types. */
import * as fs from 'node:fs';
import ts from 'typescript';
import { inRoot } from '../../scripts/paths.mjs';

export interface TypeKeys {
  all: string[];
  required: string[];
}

export function keysOf(file: string, name: string): TypeKeys {
  const source = ts.createSourceFile(file, fs.readFileSync(inRoot(file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found = source.statements.find(
    (node) => (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) && node.name.text === name,
  );
  if (!found || !ts.isInterfaceDeclaration(found)) throw new Error(`${file} has no interface ${name}`);
  const members = found.members.filter((member) => ts.isPropertySignature(member));
  const nameOf = (member: ts.PropertySignature): string => member.name.getText(source);
  return {
    all: members.map(nameOf),
    required: members.filter((member) => !member.questionToken).map(nameOf),
  };
}

/** Keys that an object has and the type has not, and required keys that it lacks. */
export function differences(value: object, { all, required }: TypeKeys): string[] {
  const keys = Object.keys(value);
  return [
    ...keys.filter((key) => !all.includes(key)).map((key) => `unknown key ${key}`),
    ...required.filter((key) => !keys.includes(key)).map((key) => `missing key ${key}`),
  ];
}
