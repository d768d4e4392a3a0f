// How fast somebody works: what is left, in minutes.

const PAUSE = 120_000;

export class Pace {
  constructor() {
    this.last = performance.now();
    this.done = { lecture: { time: 0, amount: 0 }, doute: { time: 0, amount: 0 } };
  }

  // Notes what was done since the last time; a long pause does not count.
  note(way, amount) {
    const now = performance.now();
    const own = this.done[way];
    own.time += Math.min(now - this.last, PAUSE);
    own.amount += amount;
    this.last = now;
  }

  minutes(way, total) {
    const own = this.done[way];
    const left = way === "lecture" ? total.unreadWords : total.doubts;
    if (!own || !own.amount) return null;
    return Math.ceil((left * own.time) / own.amount / 60_000);
  }
}
