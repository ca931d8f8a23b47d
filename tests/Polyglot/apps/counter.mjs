import { AbstractActor, Temporal } from "@dapr/dapr";
import { report } from "./remote.mjs";

// No shorter: over gRPC the SDK writes durations as ISO 8601, of which Dapr takes no fractions.
const SOON = Temporal.Duration.from({ seconds: 1 });
const FOREVER = undefined;

/** An actor that counts, and tells the test of its reminders and timers. */
export class Counter extends AbstractActor {
  async add(amount) {
    const state = this.getStateManager();
    const [, before] = await state.tryGetState("count");
    const count = (before ?? 0) + amount;
    await state.setState("count", count);
    return count;
  }

  async startReminder(name) {
    await this.registerActorReminder(name, SOON, SOON, FOREVER, name);
  }

  async stopReminder(name) {
    await this.unregisterActorReminder(name);
  }

  async startTimer(name) {
    await this.registerActorTimer(name, "onTimer", SOON, SOON, FOREVER, name);
  }

  async stopTimer(name) {
    await this.unregisterActorTimer(name);
  }

  async receiveReminder(name) {
    report("reminder", { actor: this.getActorId().getId(), name });
  }

  async onTimer(name) {
    report("timer", { actor: this.getActorId().getId(), name });
  }
}
