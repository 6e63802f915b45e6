#include "lang/base/suggest.hpp"

#include <algorithm>

namespace hm {

unsigned edit_distance(std::string_view a, std::string_view b, unsigned limit) {
  if (a.size() < b.size()) std::swap(a, b);
  if (a.size() - b.size() > limit) return limit + 1;
  // Three rows of the usual table: swaps look two rows back.
  std::vector<unsigned> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = static_cast<unsigned>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<unsigned>(i);
    unsigned smallest = row[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const unsigned substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, substitution});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
      smallest = std::min(smallest, row[j]);
    }
    if (smallest > limit) return limit + 1;
    before.swap(last);
    last.swap(row);
  }
  return std::min(last[b.size()], limit + 1);
}

void Suggestions::consider(std::string_view candidate) {
  const unsigned limit = near_.size() < kMaxNames ? kMaxDistance : near_.back().distance;
  const unsigned distance = edit_distance(wanted_, candidate, limit);
  // A name of which nothing is left over is no spelling of it.
  if (distance > limit || distance >= std::max(wanted_.size(), candidate.size())) return;
  const auto place = std::find_if(near_.begin(), near_.end(), [&](const Near& near) {
    return distance != near.distance ? distance < near.distance : candidate < near.name;
  });
  near_.insert(place, {distance, std::string(candidate)});
  if (near_.size() > kMaxNames) near_.pop_back();
}

std::vector<std::string> Suggestions::names() const {
  std::vector<std::string> result;
  for (const Near& near : near_) result.push_back(near.name);
  return result;
}

std::string did_you_mean(const std::vector<std::string>& names) {
  if (names.empty()) return {};
  std::string text = names.size() == 1 ? "did you mean '" : "did you mean one of '";
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? "' or '" : "', '";
    text += names[i];
  }
  return text + "'?";
}

}  // namespace hm
