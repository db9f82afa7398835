/** Options of onnxruntime sessions: no log output, because errors are thrown, and the number of threads. 0 means the number of cores. */
export function sessionOptions(threads: number) {
  return {
    intraOpNumThreads: threads,
    logSeverityLevel: 4,
    // Otherwise, waiting threads would keep the cores from decoding the next images.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  } as const;
}
