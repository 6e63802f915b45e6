// The plan of a switch: what is to be done, in which order, so that a reader sees the old home or the new
// one.
//
// Pure: the old generation, the new one, the ledger and what was observed in the home go in; steps, conflicts
// and a summary come out. Nothing is touched. Every kind of thing that can stand at a target has one outcome
// here; the table is in activate/README.md.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "activate/conflict.hpp"
#include "activate/journal.hpp"
#include "activate/observe.hpp"

namespace hm::activate {

// One line of the summary.
struct Change {
  enum class Kind : std::uint8_t {
    Added,      // a target that was not managed before
    Removed,    // one that no longer is
    Changed,    // its content differs
    Mended,     // its link had gone, or led through a place where the profile used to be
    TakenOver,  // a link of Home Manager's, or a file with the same content, gave way to a link of ours
    BackedUp,   // something else gave way; `detail` is where it is now
    Restored,   // what had been put aside stands in its place again
  };
  Kind kind{};
  std::string target;
  std::string detail;
};
std::string_view name_of(Change::Kind kind);

struct Plan {
  GenerationNumber from = 0, to = 0;
  std::string from_store, to_store;
  std::vector<Change> changes;        // in path order
  std::vector<Conflict> conflicts;    // not empty: there are no steps, and nothing may be done
  std::vector<std::string> warnings;  // drift, and what could not be put back
  std::size_t unchanged = 0;          // targets that keep link and content

  std::vector<Step> prepare;  // before the flip; undone when the switch fails
  std::vector<Step> finish;   // after it
  // What the transitional generations show besides `from` (before the flip) and `to` (after it): path in
  // home-files -> where it leads. Empty: none is needed.
  std::map<std::string, std::string> before, after;
  Ledger ledger;  // as it is to be afterwards

  bool flips() const { return from_store != to_store || from != to; }
  // One rename, or nothing at all: no step in the home.
  bool only_flips() const { return prepare.empty() && finish.empty() && before.empty() && after.empty(); }
};

struct PlanOptions {
  std::string id;                // unique for this switch; part of the names it makes
  std::string backup_extension;  // -b
  bool force = false;            // as if every file had force = true
};

Plan make_plan(const Place& place, const Generation& from, const Generation& to, const Ledger& ledger,
               const Observation& home, const PlanOptions& options);

}  // namespace hm::activate
