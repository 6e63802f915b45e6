// Generations: numbered links in <state>/profiles, and the profile link that says which is current.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "activate/ledger.hpp"
#include "activate/place.hpp"
#include "store/fs.hpp"

namespace hm::activate {

struct GenerationInfo {
  GenerationNumber number = 0;
  std::string store_path;
  std::int64_t created = 0;  // seconds since 1970
  bool current = false;
};

// What the profile link says.
struct Profile {
  std::string text;             // "": there is none: generation 0
  GenerationNumber number = 0;  // 0 also in the middle of a switch
  bool between = false;         // it leads to a transitional generation: a switch was interrupted
};

std::string generation_link(GenerationNumber number);  // "home-42-link"

// `profiles`: the directory, held open. StateDamaged where the link says something hm never writes.
Result<Profile> read_profile(Fs& fs, const Fd& profiles);
// In the order of their numbers. Links of other names are not hm's and left out.
Result<std::vector<GenerationInfo>> list_generations(Fs& fs, const Fd& profiles);

// The same without asking which is current.
Result<std::vector<GenerationInfo>> numbered_links(Fs& fs, const Fd& profiles);
// The highest number that any entry's name takes, whatever it is: a link could not be made in its place. 0:
// none.
Result<GenerationNumber> highest_number(Fs& fs, const Fd& profiles);

// A point in time, for expiry: "-30 days", "-2 weeks", "2026-01-31", "2026-01-31 08:30", "@1767225600",
// "now". Months and years are 30 and 365 days. `now` in seconds since 1970. Dates are local time.
Result<std::int64_t> parse_when(std::string_view text, std::int64_t now);

}  // namespace hm::activate
