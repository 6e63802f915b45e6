// The ledger: what hm made in a home and what it put aside there. `<state>/home.json`, version 1.
//
// The links themselves are not in it: the manifest of the current generation names them, and their text
// proves them ours. The ledger holds what cannot be read off the home:
//
//   profile    the profile that the links lead through; differs from the present one after the state
//   directory moved made       directories that hm made: removed again when the last link in them leaves and
//   nothing else is there replaced   directories that were there before hm, whose place a link has now: made
//   again, with this mode kept       what stood at a target before hm took it: put back when no generation
//   wants the place any more next       no generation gets a number below this: numbers of removed
//   generations are not used again unfinished targets whose onChange scripts had not run when a switch was
//   cut short
//
// It is replaced whole (prepared beside, synced, renamed), and only when it changes.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "activate/place.hpp"
#include "store/fs.hpp"

namespace hm::activate {

// Why something was put aside.
enum class Why : std::uint8_t {
  Backup,       // asked for with -b: it lies beside its old place, with the extension
  Forced,       // `force = true`
  Identical,    // a file with the very content that the configuration gives it
  HomeManager,  // a link into a generation of Home Manager, or of an hm with another state directory
};
std::string_view name_of(Why why);

struct Kept {
  std::string target;  // where it stood
  Location at;         // where it is
  Why why = Why::Backup;
  NodeKind kind = NodeKind::File;
  std::string link;  // of a symlink: where it led, made absolute
  friend bool operator==(const Kept&, const Kept&) = default;
};

struct Ledger {
  std::string profile;
  std::set<std::string> made;
  std::map<std::string, std::uint32_t> replaced;
  std::vector<Kept> kept;  // the oldest first
  GenerationNumber next = 1;
  std::vector<std::string> unfinished;
  friend bool operator==(const Ledger&, const Ledger&) = default;
};

std::string write_ledger(const Ledger& ledger);
// Errors: StateTooNew, StateDamaged.
Result<Ledger> parse_ledger(std::string_view text);

// For every diagnostic about a damaged file of the state directory.
inline constexpr const char* kRepairHint =
    "`hm doctor --repair` sets it aside and derives the state from the profile and the generations";

// An absent ledger is an empty one.
Result<Ledger> load_ledger(Fs& fs, const Fd& state);
// Durable when it returns.
Status save_ledger(Fs& fs, const Fd& state, const Ledger& ledger);

// A whole small file. Refuses more than `most` bytes.
Result<std::string> read_text(Fs& fs, const At& at, std::size_t most = 256u << 20);
// Prepared beside, synced, renamed, the directory synced.
Status replace_text(Fs& fs, const Fd& directory, const std::string& name, std::string_view text);

}  // namespace hm::activate
