/** How sessions of onnxruntime compute: quietly, and on so many threads, 0 for as many as there are cores. */
export function sessionOptions(threads: number) {
  return {
    intraOpNumThreads: threads,
    logSeverityLevel: 3,
    // Threads that wait for work would else keep the cores from decoding the next images.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  } as const;
}
