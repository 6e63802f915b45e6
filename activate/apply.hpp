// Performs a plan: the second half of the switch protocol, and the recovery of one that was cut short.
#pragma once

#include <string>
#include <vector>

#include "activate/home_directories.hpp"
#include "activate/journal.hpp"
#include "activate/plan.hpp"

namespace hm::activate {

// What is said of the steps while they are done; none of it stops a switch.
using Warnings = std::vector<std::string>;

// One step, before the flip: nothing is expected at its place, whatever is different is an error.
Status prepare_step(HomeDirectories& dirs, const Step& step);
// One step, after the flip: does what is left of it, and nothing where it is done. What it no longer
// recognises it leaves alone and says so.
Status finish_step(HomeDirectories& dirs, const Step& step, Warnings& warnings);
// Takes back a step of the first half, as far as it was done.
Status undo_step(HomeDirectories& dirs, const Journal& journal, const Step& step);
// The profile link gets this text, in one rename; "" removes it.
Status flip(HomeDirectories& dirs, const std::string& text);

// Carries out the plan. `old_ledger` is what the plan was made from. On an error before the flip everything
// has been taken back (the error says so if even that failed); on one after it the new generation is current,
// and the rest is left to the next command (note in the error). Requires: the lock is held, and no journal is
// there.
Status apply(HomeDirectories& dirs, const Plan& plan, const std::string& id, bool new_number,
             const std::string& from_profile, const Ledger& old_ledger, Warnings& warnings);

enum class Recovered : std::uint8_t { Nothing, Undone, Finished };
struct Recovery {
  Recovered what = Recovered::Nothing;
  GenerationNumber from = 0, to = 0;
  Warnings warnings;
};
// Undoes or finishes what an interrupted switch has left. Idempotent. Requires: the lock is held.
Result<Recovery> recover_journal(HomeDirectories& dirs);

}  // namespace hm::activate
