// The journal: the intent of a switch, with every step, written before the first of them.
//
//   no file          the home is settled
//   journal          preparing: nothing a reader can see has changed yet. Recovery undoes it.
//   journal.commit   the same file, renamed when everything is prepared. Recovery finishes it.
//
// Both recoveries are idempotent: each step looks at what it finds before it acts. The text is one line with
// the SHA-256 of the rest, then JSON; a journal that fails its sum was never complete and is not believed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activate/ledger.hpp"
#include "activate/place.hpp"

namespace hm::activate {

enum class StepKind : std::uint8_t {
  MakeDirectory,    // at `path`, with `mode` where it is not 0
  Link,             // at `path`, with `text`; nothing stands there
  Relink,           // the link at `path` gets `text`; `aside` is the name used in between
  Displace,         // what stands at `path` and what was prepared at `aside` change places
  Fold,             // a directory of our links at `path` and the link prepared at `aside` change places
  Unfold,           // our link at `path` and the directory prepared at `aside` change places; the link goes
  Restore,          // what was kept at `aside` and ours at `path` change places
  Flip,             // the profile gets `text`; empty: there is no profile any more
  Unlink,           // our link at `path`, if it still says `text`
  RemoveDirectory,  // at `path`, if it is empty
};
std::string_view name_of(StepKind kind);

struct Step {
  StepKind kind{};
  Location path;
  Location aside;
  std::string text;  // of our link at `path` or `aside`; empty where ours is a directory
  std::uint32_t mode = 0;
  friend bool operator==(const Step&, const Step&) = default;
};

struct Journal {
  std::string id;  // names what the switch makes for itself, so that two can never be confused
  GenerationNumber from = 0, to = 0;
  std::string from_profile;  // text of the profile link before; empty: there was none
  std::string to_store;      // the new generation; empty for generation 0
  bool new_number = false;   // `to` is made by this switch, and unmade with it
  std::vector<Step> prepare, finish;
  Ledger ledger;  // as it is to be afterwards
};

std::string write_journal(const Journal& journal);
// Errors: StateTooNew, StateDamaged.
Result<Journal> parse_journal(std::string_view text);

enum class JournalState : std::uint8_t { Settled, Preparing, Committing };
struct FoundJournal {
  JournalState state = JournalState::Settled;
  Journal journal;
};
Result<FoundJournal> load_journal(Fs& fs, const Fd& state);

inline constexpr const char* kJournal = "journal";
inline constexpr const char* kJournalCommit = "journal.commit";

}  // namespace hm::activate
