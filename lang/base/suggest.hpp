// The nearest known spelling of a name: for "did you mean".
//
// Distance is Damerau-Levenshtein (optimal string alignment): insertions, deletions, substitutions and swaps
// of neighbours count one each. As the reference does, at most two steps and at most five names are offered.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hm {

// The distance of two names in bytes, or `limit + 1` as soon as it is known to be above `limit`.
unsigned edit_distance(std::string_view a, std::string_view b, unsigned limit);

// Collects the names nearest to one that was not found; made for sets of many thousand names.
class Suggestions {
 public:
  static constexpr unsigned kMaxDistance = 2;
  static constexpr std::size_t kMaxNames = 5;

  explicit Suggestions(std::string_view wanted) : wanted_(wanted) {}
  void consider(std::string_view candidate);
  // Nearest first; names of equal distance in the order of their bytes.
  std::vector<std::string> names() const;

 private:
  struct Near {
    unsigned distance;
    std::string name;
  };
  std::string wanted_;
  std::vector<Near> near_;  // sorted, at most kMaxNames
};

// All at once, over any range of strings.
template <class Range>
std::vector<std::string> nearest_names(std::string_view wanted, const Range& candidates) {
  Suggestions suggestions(wanted);
  for (const auto& candidate : candidates) suggestions.consider(candidate);
  return suggestions.names();
}

template <class Range>
std::optional<std::string> nearest(std::string_view wanted, const Range& candidates) {
  auto names = nearest_names(wanted, candidates);
  if (names.empty()) return std::nullopt;
  return std::move(names.front());
}

// "did you mean 'a'?", "did you mean one of 'a', 'b' or 'c'?"; "" where there is nothing to offer.
std::string did_you_mean(const std::vector<std::string>& names);

}  // namespace hm
