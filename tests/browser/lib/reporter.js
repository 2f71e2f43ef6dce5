// One line for each test, as ./test reads it: ok NAME, skip NAME: REASON, or not ok NAME and what went wrong below it.
export default class Lines {
  onTestEnd(test, result) {
    if (result.status !== 'skipped' && result.status !== test.expectedStatus && result.retry < test.retries) return;
    const name = test.titlePath().slice(2).join(' ').replace(/\.spec\.js/, '').replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^_|_$/g, '');
    if (result.status === 'skipped') {
      const why = test.annotations.find((a) => a.type === 'skip' || a.type === 'fixme')?.description ?? 'not asked for';
      console.log(`skip ${name}: ${why}`);
    } else if (result.status === test.expectedStatus) {
      console.log(`ok ${name}${process.env.SCANWARD_TEST_TIMES ? `   ${result.duration} ms` : ''}`);
    } else {
      console.log(`not ok ${name}`);
      for (const error of result.errors) console.log((error.stack ?? error.message ?? String(error.value)).replace(/\u001b\[[0-9;]*m/g, '').split('\n').slice(0, 40).map((line) => `  ${line}`).join('\n'));
    }
  }

  onError(error) {
    console.log(`not ok browser_suite\n  ${(error.stack ?? error.message ?? '').replace(/\n/g, '\n  ')}`);
  }

  printsToStdio() { return true; }
}
