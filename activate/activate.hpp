// The front door of activate: turns a home over to a generation, and back.
//
//     RealFs fs;
//     const Place place{"/home/sean", "/home/sean/.local/state/hm"};
//     SwitchOptions options;
//     options.backup_extension = "bak";
//     HM_TRY(const Report report, switch_to(fs, place, "/home/sean/.local/share/hm/store/…-generation",
//     options));
//     // report.to == 7; report.undo == "hm rollback"
//     HM_TRY(const Report back, rollback(fs, place, {}, options));
//
// A switch is: lock, recover what was interrupted, look at the home, plan, refuse if anything is in the way,
// run the activation entries that come first, write the journal, prepare, turn the profile in one rename,
// clean up, run the rest of the entries. At every instant each managed path reads as in the old home or as in
// the new one, and never as the old again once any of them has read as the new. README.md tells it step by
// step.
//
// Errors: every function returns Result. Conflict: something is in the way, nothing was changed. Locked:
// another hm is at work. StateDamaged, StateTooNew: hm's own files. Interrupted: a signal came before the
// point of no return; nothing was changed. NotFound: no such generation. What the machine refuses (disk,
// permissions): nothing was changed, unless a note says that the switch is under way; then the next command
// finishes it. Threads and processes: any number may call at once; the lock in the state directory makes them
// follow one another. Ownership: nothing is kept; `fs` must outlive the call.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "activate/apply.hpp"
#include "activate/conflict.hpp"
#include "activate/generation.hpp"
#include "activate/hooks.hpp"
#include "activate/place.hpp"
#include "activate/plan.hpp"
#include "activate/units.hpp"

namespace hm::activate {

struct SwitchOptions {
  std::string backup_extension;  // -b: what is in the way is kept beside the link, with this extension
  bool force = false;            // put aside whatever is in the way, without asking; it is kept all the same
  Wait wait = Wait::Yes;         // for another hm; with Wait::No the call fails with Locked
  // Told once when the lock has to be waited for: who holds it.
  std::function<void(const std::string& holder)> waiting;
  // Shown the plan under the lock, before anything is done. False: the call ends with Interrupted.
  std::function<bool(const Plan&)> approve;
  // Looked at until the journal is written; after that the switch runs to its end.
  const std::atomic<bool>* interrupted = nullptr;
  bool run_hooks = true;
  HookOptions hooks;
  bool manage_units = true;  // reload systemd and start, stop, restart what changed, where there is a session
  UnitControl* unit_control = nullptr;  // nullptr: systemctl
  std::string id;                       // names what the switch makes for itself; "": a random one
};

struct Report {
  GenerationNumber from = 0, to = 0;
  std::string from_store, to_store;
  bool same_generation = false;  // it was current already
  std::vector<Change> changes;
  std::size_t unchanged = 0;
  std::vector<HookResult> hooks;  // those that ran, in order
  UnitReport units;
  std::vector<std::string> warnings;  // of the switch; those of the configuration are in its manifest
  Recovery recovered;                 // what was found unfinished and settled first
  std::string undo;                   // a command line; "" where there is nothing to undo

  std::size_t count(Change::Kind kind) const;
};

// Makes the generation at this store path the current one; the same one again only mends what has drifted and
// runs the activation entries. The store path must be rooted by the caller until this returns.
Result<Report> switch_to(Fs& fs, const Place& place, const std::string& store_path,
                         const SwitchOptions& options);

// The plan of such a switch, from what is in the home now; takes no lock and changes nothing.
Result<Plan> plan_for(Fs& fs, const Place& place, const std::string& store_path,
                      const SwitchOptions& options);

// An ordinary switch to an older generation: number `to`, or without it the one before the current.
Result<Report> rollback(Fs& fs, const Place& place, std::optional<GenerationNumber> to,
                        const SwitchOptions& options);
Result<Plan> plan_rollback(Fs& fs, const Place& place, std::optional<GenerationNumber> to,
                           const SwitchOptions& options);

// An ordinary switch to generation 0, the home before hm: every link leaves, all that was put aside comes
// back. Generations stay, so that even this can be undone (`hm rollback N`).
Result<Report> uninstall(Fs& fs, const Place& place, const SwitchOptions& options);
Result<Plan> plan_uninstall(Fs& fs, const Place& place, const SwitchOptions& options);

// Settles an interrupted switch, if there is one. Every function here that changes something does it first.
Result<Recovery> recover(Fs& fs, const Place& place, const SwitchOptions& options);
// Is there one? Changes nothing.
Result<JournalState> pending(Fs& fs, const Place& place);

// A way out where hm's own files in the state directory are damaged: the journal of a switch, the ledger, the
// profile link. What is damaged is set aside beside its place, never deleted; the state is derived from the
// profile, the transitional generations and the manifests; then the home is brought to what it is to be.
// Errors: StateTooNew (a newer hm's files are not damaged), Locked, and what the machine refuses.
struct Mended {
  std::vector<std::string> done;  // a line each
  std::vector<std::string> left;  // what a person has to look at
};
Result<Mended> repair(Fs& fs, const Place& place, const SwitchOptions& options);

// All generations, by number; none where there is no state yet.
Result<std::vector<GenerationInfo>> generations(Fs& fs, const Place& place);
// The current one; number 0 without store path where there is none.
Result<GenerationInfo> current_generation(Fs& fs, const Place& place);
// Removes them; the current one is refused (Conflict), unknown numbers are NotFound, and nothing is removed
// then.
Result<std::vector<GenerationNumber>> remove_generations(Fs& fs, const Place& place,
                                                         const std::vector<GenerationNumber>& numbers,
                                                         const SwitchOptions& options);
// Removes those older than a point in time (generation.hpp: parse_when), or all but the `keep` newest. Never
// the current one. Gives the numbers removed.
struct Expiry {
  std::optional<std::int64_t> before;  // seconds since 1970
  std::optional<std::size_t> keep;
};
Result<std::vector<GenerationNumber>> expire_generations(Fs& fs, const Place& place, const Expiry& expiry,
                                                         const SwitchOptions& options);

// Links of the current generation that are not as hm made them: path and what is wrong. For `hm doctor`.
struct Drift {
  std::string target;
  std::string what;
};
Result<std::vector<Drift>> drift(Fs& fs, const Place& place);

}  // namespace hm::activate
