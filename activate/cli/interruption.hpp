// SIGINT and SIGTERM while something must not be cut in half: noted, and acted on at a safe point.
#pragma once

#include <atomic>
#include <csignal>

namespace hm {

class Interruption {
 public:
  Interruption();   // from here on the two signals are only noted
  ~Interruption();  // and from here on they end the process again, at once if one came
  Interruption(const Interruption&) = delete;

  static int caught();                     // the signal that came, or 0
  static const std::atomic<bool>& flag();  // whether one came

 private:
  struct sigaction interrupt_ {};
  struct sigaction terminate_ {};
};

}  // namespace hm
