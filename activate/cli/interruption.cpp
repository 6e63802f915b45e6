#include "activate/cli/interruption.hpp"

namespace hm {

namespace {
volatile std::sig_atomic_t caught_signal = 0;
std::atomic<bool> caught_any{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void note(int signal) {
  caught_signal = signal;
  caught_any = true;
}
}  // namespace

Interruption::Interruption() {
  struct sigaction action {};
  action.sa_handler = note;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, &interrupt_);
  ::sigaction(SIGTERM, &action, &terminate_);
}

Interruption::~Interruption() {
  ::sigaction(SIGINT, &interrupt_, nullptr);
  ::sigaction(SIGTERM, &terminate_, nullptr);
}

int Interruption::caught() { return caught_signal; }
const std::atomic<bool>& Interruption::flag() { return caught_any; }

}  // namespace hm
