// Finds which store paths a stream of bytes mentions, by the 32 characters of their hash parts.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lang/base/store_path.hpp"

namespace hm {

class ReferenceScanner {
 public:
  explicit ReferenceScanner(const std::vector<StorePath>& candidates);
  // The next bytes of the stream; a mention may span two calls.
  void update(std::string_view bytes);
  // Forgets what was mentioned: for the next stream with the same candidates.
  void start_over();
  // What was mentioned so far, sorted.
  std::vector<StorePath> found() const;

 private:
  void scan(std::string_view bytes);
  struct Candidate {
    StorePath path;
    bool found = false;
  };
  std::unordered_map<std::string, Candidate> candidates_;  // by hash part
  std::string tail_;                                       // the last 31 bytes at most
};

}  // namespace hm
