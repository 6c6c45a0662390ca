import * as fs from 'node:fs'; import * as os from 'node:os'; import * as path from 'node:path';
import * as service from '../../src/node/contextService';
async function main(){
 const d=fs.mkdtempSync(path.join(os.tmpdir(),'b1-'));
 const f=path.join(d,'a.context.yaml');
 const s=service.createContextService();
 let v=0;
 for (const [text,overlay] of [
 ['version: 1\nmodel: nonsense\nsections:\n  - id: a\n    text: "hello \\ud800"\n  - id: b\n    budget: {max: 3}\n    text: one two three four five six\n',{}],
 ['version: 1\nmodel: nonsense\nsections:\n  - id: a\n    text: "hello"\n',{model:'claude-sonnet-4-5'}],
 ['version: 1\nmodel: nonsense\nwindow: 5\nsections:\n  - id: a\n    required: true\n    text: "hello"\n',{}],
 ['version: 1\nmodel: gpt-4o\nwindow: 8000\nsections:\n  - id: a\n    text: "'+'word '.repeat(9000)+'"\n',{model:'gpt-4.1'}],
 ['version: 1\nsections:\n  - id: a\n    text: "hello"\n',{}],
 ] as const) {
 const r=await s.update({path:f,format:'yaml',text,version:++v,overlay:overlay as any,now:0});
 console.log(r.diagnostics.map(x=>`${x.severity} ${x.code} ${x.range?.start.line}:${x.range?.start.column} ${x.message}`).join('\n'), JSON.stringify(r.snapshot?.answer.diagnostics.map(x=>x.code)), r.snapshot?.answer.window, JSON.stringify(r.snapshot?.answer.total),'\n');
 }
}
void main();
