#include "store/references.hpp"

#include <algorithm>
#include <array>

namespace hm {
namespace {

constexpr std::size_t kLength = 32;

constexpr std::array<bool, 256> make_alphabet() {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("0123456789abcdfghijklmnpqrsvwxyz"))
    table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr std::array<bool, 256> kAlphabet = make_alphabet();

}  // namespace

ReferenceScanner::ReferenceScanner(const std::vector<StorePath>& candidates) {
  for (const StorePath& path : candidates)
    candidates_.try_emplace(std::string(path.hash_part()), Candidate{path});
}

// A window of 32 is tested from its right end: the last character outside the alphabet says how far to jump,
// so most bytes are never looked at. `known` is where the characters already found good end, which keeps long
// runs linear.
void ReferenceScanner::scan(std::string_view bytes) {
  std::size_t start = 0, known = 0;
  while (start + kLength <= bytes.size()) {
    std::size_t at = start + kLength;
    while (at > known && kAlphabet[static_cast<unsigned char>(bytes[at - 1])]) --at;
    if (at > known) {
      start = known = at;
      continue;
    }
    known = start + kLength;
    const auto found = candidates_.find(std::string(bytes.substr(start, kLength)));
    if (found != candidates_.end()) found->second.found = true;
    ++start;
  }
}

void ReferenceScanner::start_over() {
  for (auto& [hash, candidate] : candidates_) candidate.found = false;
  tail_.clear();
}

void ReferenceScanner::update(std::string_view bytes) {
  if (candidates_.empty()) return;
  if (!tail_.empty()) {
    tail_.append(bytes.substr(0, kLength - 1));
    scan(tail_);
  }
  scan(bytes);
  if (bytes.size() >= kLength - 1) {
    tail_.assign(bytes.substr(bytes.size() - (kLength - 1)));
  } else {
    if (tail_.empty()) tail_.assign(bytes);  // else it was appended above
    if (tail_.size() > kLength - 1) tail_.erase(0, tail_.size() - (kLength - 1));
  }
}

std::vector<StorePath> ReferenceScanner::found() const {
  std::vector<StorePath> result;
  for (const auto& [hash_part, candidate] : candidates_) {
    if (candidate.found) result.push_back(candidate.path);
  }
  std::sort(result.begin(), result.end());
  return result;
}

}  // namespace hm
