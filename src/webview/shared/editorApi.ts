/** What the editor gives a webview, as far as the screens use it. May be acquired once only. */
interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): EditorApi;

export const editorApi: EditorApi = acquireVsCodeApi();
