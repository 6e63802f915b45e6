// Where the trees of an evaluation are kept between runs: $XDG_CACHE_HOME/hm/trees.
//
//   KEY.index   what lang/eval/tree_image.hpp calls the index, with a header (below); replaced by a rename
//   KEY.N       the trees; grows at its end only, under a lock, so that whoever mapped its beginning is not disturbed
//   KEY.lock    held while something is written; a process that does not get it at once writes nothing
//
// KEY stands for the program and everything that decides what a text's tree is: two runs with one key may share trees.
// The index names the N it belongs to, and the boot in which both were written: within one boot what was written is
// what will be read; after another start of the machine the checksum of the trees is looked at once, since they are not
// synced (losing them costs a parse).
//
// Nothing here can fail an evaluation: where the cache cannot be read or written, there is none. What it holds is the
// user's own (0700), like the configuration itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "lang/eval/evaluator.hpp"

namespace hm {

class TreeCache {
 public:
  // `directory` need not exist. `key`: any text that says what the trees depend on beside the program.
  TreeCache(std::string directory, std::string_view key);

  // Before the first file is evaluated: gives the evaluator what there is.
  void load(Evaluator& evaluator);
  // After the last: writes what had to be parsed anew, where that is worth it.
  void save(Evaluator& evaluator);

 private:
  std::string index_path() const { return directory_ + "/" + name_ + ".index"; }
  std::string trees_path(std::uint64_t number) const;
  bool write_trees(Evaluator& evaluator, const std::string& path, std::size_t from);
  void remove_old();

  std::string directory_;
  std::string name_;            // KEY
  std::uint64_t number_ = 0;    // of the trees that were loaded; 0 = none
  std::uint64_t loaded_ = 0;    // bytes of them
  std::uint64_t checksum_ = 0;  // of these: another process may have made others under the same number
};

}  // namespace hm
