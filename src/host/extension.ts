/** Registers the extension's faces; holds no logic and does no work before one of them is used. */
import * as vscode from 'vscode';
import { askFor, contextTarget } from './contextFiles';
import { countingSettings, followCounting } from './counting';
import { registerConvertDocument } from './contextTools/convertDocument';
import { registerCreateDocument } from './contextTools/createDocument';
import { registerRevealInCode } from './contextTools/revealInCode';
import { registerCompareWith } from './contextTools/compareWith';
import { registerConformance } from './contextTools/conformance';
import { registerCopyRequest } from './contextTools/copyRequest';
import { registerWhatIf } from './contextTools/whatIf';
import { ContextViews } from './contextView/contextViews';
import { showCodeLenses } from './documents/codeLenses';
import { ContextDocuments } from './documents/contextDocuments';
import { showProblems } from './documents/problems';
import { openExamples } from './examples';
import { registerKeyCommands } from './keys/keyCommands';
import { KeyStore } from './keys/keyStore';
import { registerLanguage } from './language/registerLanguage';
import { reporting } from './messages';
import { PlanMemory } from './replay/planMemory';
import { replay } from './replay/replayCommand';
import { ReplayRuns } from './replay/replayRun';
import { CompareViews } from './runs/compareViews';
import { showStatus } from './statusBar';
import { registerTraceCommands } from './trace/traceCommands';
import { registerTraceEditors } from './trace/traceEditor';
import { TraceSets } from './trace/traceSets';
import { TraceViews } from './trace/traceViews';
import { showFileViews } from './trees/fileViews';
import { Workers } from './workers';

let workers: Workers | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri, secrets, globalState, workspaceState } = context;
  workers = new Workers(context.extensionPath, () => countingSettings(context.storageUri));
  const keys = new KeyStore(secrets, globalState);
  const runs = new ReplayRuns(workers, keys, new PlanMemory(workspaceState));
  const documents = new ContextDocuments(workers);
  const views = new ContextViews(documents, extensionUri);
  const traces = new TraceViews(workers, (selection) => {
    void vscode.commands.executeCommand('contextDebugger.replay', selection);
  });
  const sets = new TraceSets(traces, extensionUri);
  const replayOptions = { workers, runs, traces };
  const { registerCommand } = vscode.commands;
  context.subscriptions.push(
    ...[documents, views, traces, sets],
    new CompareViews({ workers, extensionUri, onResume: (file) => runs.resume(file) }),
    ...[
      showProblems(documents, extensionUri),
      registerLanguage({ workers, documents, views, extensionUri }),
      showCodeLenses(documents),
      showStatus(documents, traces),
      showFileViews(),
      followCounting({ workers, documents, storageUri: context.storageUri }),
      registerWhatIf(documents, views),
      registerCompareWith({ workers, documents, views, traces }),
      registerCopyRequest({ workers, documents, views, traces }),
      registerConformance({ workers, documents, views, traces, sets }),
      registerCreateDocument(workers, { documents, views, traces }),
      registerConvertDocument(workers, { documents, views }),
      registerRevealInCode(workers, { documents, views, traces }),
    ],
    ...[registerTraceEditors(traces, extensionUri), registerTraceCommands(traces, sets), registerKeyCommands(keys)],
    registerCommand(
      'contextDebugger.openContextView',
      reporting((uri, section) => openContextView(views, uri, section)),
    ),
    registerCommand(
      'contextDebugger.replay',
      reporting((argument) => replay(replayOptions, argument)),
    ),
    registerCommand(
      'contextDebugger.openExamples',
      reporting(() => openExamples({ extensionUri, storageUri: context.globalStorageUri })),
    ),
  );
}

export async function deactivate(): Promise<void> {
  await workers?.dispose();
}

async function openContextView(views: ContextViews, uri: unknown, sectionId: unknown): Promise<void> {
  const wanted = uri instanceof vscode.Uri ? uri : vscode.window.activeTextEditor?.document.uri;
  // By this command any JSON file may be opened as messages.
  if (wanted) askFor(wanted);
  const target = contextTarget(uri);
  if (!target) {
    throw new Error(
      'Open a context document (*.context.yaml or *.context.json), a .prompty or .prompt.yml file, or messages in JSON first.',
    );
  }
  await views.open(target, typeof sectionId === 'string' ? sectionId : undefined);
}
