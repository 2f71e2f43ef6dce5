/** Runs a task where nobody else on this phone does, or not at all. */
export type Exclusively = (task: () => Promise<void>) => Promise<void>;

/**
 * One flusher of all tabs and of the installed app at a time. Where the browser has no locks it is one of this page, and the keys of the scans do the rest:
 * what two send is one scan to the server.
 */
export function exclusivelyByWebLock(locks: Pick<LockManager, 'request'> | undefined, patienceMs = 20_000): Exclusively {
  return async (task) => {
    if (!locks) return task();
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), patienceMs);
    let granted = false;
    try {
      await locks.request('scanward-flush', { signal: patience.signal }, async () => {
        granted = true;
        clearTimeout(timer);
        await task();
      });
    } catch (fault) {
      // Another tab is at it for longer than we wait; the next round comes by itself.
      if (granted || !patience.signal.aborted) throw fault;
    } finally {
      clearTimeout(timer);
    }
  };
}
