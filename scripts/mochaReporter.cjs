// Mocha's spec output, and the result as a file: a run without a result file has failed, whatever its exit code says.
const fs = require('node:fs');
const Mocha = require('mocha');

class FileReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const failed = [];
    runner.on('fail', (test, error) => failed.push({ title: test.fullTitle(), message: error.stack ?? String(error) }));
    runner.once('end', () => {
      const { passes, failures, pending } = runner.stats;
      const file = process.env.CTX_RESULT_FILE;
      if (file) fs.writeFileSync(file, JSON.stringify({ passes, failures, pending, failed }));
    });
  }
}

module.exports = FileReporter;
