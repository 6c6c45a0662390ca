console.log('recordRun: to be written');
