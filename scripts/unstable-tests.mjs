/** Tells of the tests that passed only at a second try, with what was wrong at the first: such a test, or what it tests, has a race. */
export default class UnstableTests {
  unstable = [];

  onTestCaseResult(test) {
    if (test.diagnostic()?.flaky === true) this.unstable.push(test);
  }

  onTestRunEnd() {
    for (const test of this.unstable) {
      console.log(
        `passed only at the second try: ${test.project.name} ${test.module.relativeModuleId} > ${test.fullName}`,
      );
      for (const { message, stack } of test.result().errors ?? []) console.log(stack ?? message);
    }
  }
}
