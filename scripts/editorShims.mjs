// Plain JavaScript in place of the editor's native modules, so that installing it compiles nothing.

const SPDLOG = `'use strict';
const fs = require('fs'), path = require('path');
const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];
class Logger {
  constructor(_type, _name, file) {
    this.level = 2;
    this.raw = false;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    this.fd = fs.openSync(file, 'a');
  }
  write(level, text) {
    if (level < this.level || this.fd === undefined) return;
    const prefix = new Date().toISOString().replace('T', ' ').slice(0, 23) + ' [' + LEVELS[level] + '] ';
    fs.writeSync(this.fd, this.raw ? text : prefix + text + '\\n');
  }
  trace(text) { this.write(0, text); }
  debug(text) { this.write(1, text); }
  info(text) { this.write(2, text); }
  warn(text) { this.write(3, text); }
  error(text) { this.write(4, text); }
  critical(text) { this.write(5, text); }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() { this.raw = true; }
  flush() {}
  drop() {
    if (this.fd === undefined) return;
    fs.closeSync(this.fd);
    this.fd = undefined;
  }
}
exports.version = 0;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = async (name, file) => new Logger('rotating', name, file);
exports.createAsyncRotatingLogger = exports.createRotatingLogger;
`;

const COPY_FILE = `'use strict';
const fs = require('fs');
exports.isSupported = () => false;
exports.copyFile = (from, to, mode) => fs.promises.copyFile(from, to, mode);
exports.cloneFile = exports.copyFile;
exports.copyFileSync = fs.copyFileSync;
exports.cp = (from, to, options) => fs.promises.cp(from, to, { recursive: true, ...options });
`;

export const SHIMS = {
  '@vscode/spdlog': SPDLOG,
  '@vscode/native-watchdog': `exports.start = () => {};\n`,
  '@vscode/deviceid': `exports.getDeviceId = async () => '00000000-0000-4000-8000-000000000000';\n`,
  '@vscode/fs-copyfile': COPY_FILE,
};
