import type { HttpHandler } from 'msw';
import type { RequestCounter } from 'spotitags';

/** What a service is asked with. */
export interface LiveCall {
  readonly env: Readonly<Record<string, string>>;
  /** Options of its client beside the credentials: none for the real service. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The budget of requests and images. Handed to each call that takes it. */
  readonly counter: RequestCounter;
  /** Notes a promise of the client, and whether it holds. */
  readonly check: (promise: string, holds: boolean) => void;
}

/** A stand-in for a service: its answers, and the credentials that it takes. */
export interface StandIn {
  readonly handlers: readonly HttpHandler[];
  readonly env?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A service whose promises are checked. */
export interface LiveService {
  readonly name: string;
  /** Environment variables without which it is skipped. */
  readonly needs: readonly string[];
  /** What the check may spend at most. */
  readonly requests: number;
  readonly images: number;
  readonly costs: string;
  /** Absent if it runs in this process. */
  readonly standIn?: () => StandIn | Promise<StandIn>;
  run(call: LiveCall): Promise<void>;
}
