// The places a switch works in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hm::activate {

// Number of a generation. 0 is the home before hm.
using GenerationNumber = std::uint64_t;

// Absolute directories, as links and messages name them; neither has to be free of symlinks itself. All that
// hm keeps about a home lies below `state`:
//
//     profiles/home            -> home-42-link, the current generation
//     profiles/home-42-link    -> the generation in the store (a root for the collector)
//     lock                     held from the plan to the commit
//     home.json                the ledger: what hm made and put aside in the home (ledger.hpp)
//     journal, journal.commit  a switch under way (journal.hpp)
//     before/, after/          transitional generations of a switch under way (transition.hpp)
//     kept/                    what hm put aside without being told where
struct Place {
  std::string home;
  std::string state;

  std::string profiles() const { return state + "/profiles"; }
  std::string profile() const { return state + "/profiles/home"; }
  // What a link in the home says: through the profile, so that one rename turns all of them.
  std::string link_text(std::string_view target) const {
    return profile() + "/home-files/" + std::string(target);
  }
};

// A path in one of the two directories a switch changes.
struct Location {
  enum class Base : std::uint8_t { Home, State };
  Base base = Base::Home;
  std::string path;  // safe relative

  std::string absolute(const Place& place) const {
    return (base == Base::Home ? place.home : place.state) + "/" + path;
  }
  Location below(std::string_view rest) const { return {base, path + "/" + std::string(rest)}; }
  friend bool operator==(const Location&, const Location&) = default;
  friend auto operator<=>(const Location&, const Location&) = default;
};

inline Location in_home(std::string path) {
  return {Location::Base::Home, std::move(path)};
}
inline Location in_state(std::string path) {
  return {Location::Base::State, std::move(path)};
}

}  // namespace hm::activate
