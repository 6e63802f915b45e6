// A directory of its own for one test, gone afterwards. Below $HM_TEST_TMPDIR, else memory where the machine
// has it, else the system's place.
#pragma once

#include <string>

namespace hm::test {

class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace hm::test
